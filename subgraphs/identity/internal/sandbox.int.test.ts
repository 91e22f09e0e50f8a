import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { createContextTokenVerifier, createJwksClient } from '#platform/auth';
import { secretFromBase32 } from '../factors/totp.ts';
import { PUBLIC_URL, startFixture } from '../testing/identity-fixture.ts';
import { signIn } from '../testing/people.ts';
import type { Caller } from '#platform/auth';
import type { ServiceClient } from '#platform/http';
import type { IdentityFixture } from '../testing/identity-fixture.ts';

const sandbox = z.object({
  people: z.array(
    z.strictObject({
      persona: z.string(),
      displayName: z.string(),
      principalId: z.string(),
      email: z.string(),
      password: z.string(),
      totpSecret: z.string(),
    }),
  ),
});
type People = z.output<typeof sandbox>['people'];

let fixture: IdentityFixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());

async function open(as: ServiceClient = fixture.gateway): Promise<People> {
  const answer = await as.callJson({ method: 'POST', path: '/internal/sandbox', json: {}, requestId: 'test-request' });
  return sandbox.parse(answer).people;
}

async function callers(people: People): Promise<ReadonlyMap<string, Caller>> {
  const keys = createJwksClient({ url: `${fixture.baseUrl}/.well-known/jwks.json`, clock: fixture.clock });
  const verify = createContextTokenVerifier({ issuer: PUBLIC_URL, keys, clock: fixture.clock });
  const found = new Map<string, Caller>();
  for (const { persona, email, password, displayName, totpSecret } of people) {
    const { token } = await signIn(fixture, { email, password, displayName, secret: secretFromBase32(totpSecret) });
    found.set(persona, await verify(token));
  }
  return found;
}

describe('a sandbox', () => {
  test('has people who can sign in, in tenants that nobody was in before', async () => {
    const first = await callers(await open());
    const second = await callers(await open());
    expect([...first.keys()]).toEqual([
      'principal',
      'proxy',
      'executor_nominee',
      'emergency_contact',
      'auditor',
      'information_officer',
    ]);
    const tenants = (of: typeof first): Set<string> => new Set([...of.values()].map(({ tenantId }) => tenantId));
    expect(tenants(first).size).toBe(5);
    expect([...tenants(first)].filter((tenant) => tenants(second).has(tenant))).toEqual([]);
  });

  test('reaches no further than itself: its grants are of its own principal', async () => {
    const people = await callers(await open());
    const principal = people.get('principal');
    const granters = [...people.values()].flatMap(({ grants }) => grants.map(({ principalId }) => principalId));
    expect(granters).toEqual([principal?.principalId, principal?.principalId, principal?.principalId]);
  });

  test('is recorded, person by person', async () => {
    const before = fixture.audit.events.length;
    const people = await open();
    const text = JSON.stringify(fixture.audit.events.slice(before));
    for (const { principalId, password, totpSecret } of people) {
      expect(text).toContain(principalId);
      expect(text).not.toContain(password);
      expect(text).not.toContain(totpSecret);
    }
  });

  test('is made for the gateway alone', async () => {
    await expect(open(fixture.vault)).rejects.toMatchObject({ code: 'SERVICE_SIGNATURE_INVALID' });
  });
});
