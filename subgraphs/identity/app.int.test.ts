import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startFixture } from './testing/identity-fixture.ts';
import { dataOf, exchange, newSignedIn } from './testing/people.ts';
import type { IdentityFixture } from './testing/identity-fixture.ts';

let fixture: IdentityFixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());

describe('from sign-up to a context token', () => {
  test('[R-016] [R-017] an address is confirmed, a factor enrolled, a challenge answered, and the caller is known', async () => {
    const person = await newSignedIn(fixture);
    const me = dataOf(await fixture.run('{ me { id email displayName role sessions { nodes { id current clientId } } } }', {}, { token: person.token }), 'me');
    expect(me).toMatchObject({
      id: person.principalId,
      email: person.email,
      role: 'PRINCIPAL',
      sessions: { nodes: [{ id: person.sessionId, current: true, clientId: 'web' }] },
    });
    const context = await exchange(fixture, person.accessToken);
    expect(context.sessionId).toBe(person.sessionId);
  });
});
