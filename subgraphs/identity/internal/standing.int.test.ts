import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createContextTokenVerifier, createJwksClient } from '#platform/auth';
import { newId } from '#platform/ids';
import { changeGrantAs, grantTo, runAs } from '../testing/grants.ts';
import { PUBLIC_URL, startFixture } from '../testing/identity-fixture.ts';
import { exchange, newSignedIn } from '../testing/people.ts';
import type { ServiceClient } from '#platform/http';
import type { IdentityFixture } from '../testing/identity-fixture.ts';
import type { SignedInPerson } from '../testing/people.ts';

const WRITER = { role: 'PROXY', accessLevel: 'LIMITED_WRITE', tiers: ['GREEN', 'AMBER'] };
const END_SESSION = 'mutation ($input: RevokeSessionInput!) { revokeSession(input: $input) { sessionId } }';
const DAY_MS = 86_400_000;

let fixture: IdentityFixture;
let ann: SignedInPerson;
beforeAll(async () => {
  fixture = await startFixture();
  ann = await newSignedIn(fixture, 'ann');
});
afterAll(() => fixture.close());

interface Asked {
  readonly tenantId: string;
  readonly principalId: string;
  readonly sessionId: string;
  readonly grant: { readonly id: string; readonly accessLevel: string; readonly tier: string } | null;
}

async function askedAbout(person: SignedInPerson, grantId?: string): Promise<Asked> {
  const keys = createJwksClient({ url: `${fixture.baseUrl}/.well-known/jwks.json`, clock: fixture.clock });
  const verify = createContextTokenVerifier({ issuer: PUBLIC_URL, keys, clock: fixture.clock });
  const { tenantId } = await verify((await exchange(fixture, person.accessToken)).contextToken);
  const { principalId, sessionId } = person;
  const grant = grantId === undefined ? null : { id: grantId, accessLevel: 'limited_write', tier: 'amber' };
  return { tenantId, principalId, sessionId, grant };
}

function ask(json: unknown, as: ServiceClient = fixture.vault): Promise<unknown> {
  return as.callJson({ method: 'POST', path: '/internal/standing', json, requestId: 'test-request' });
}

const ALIVE = { alive: true };
const ENDED = { alive: false };

describe('[R-037] the vault asks whether somebody still stands', () => {
  test('with the session of before', async () => {
    const pat = await newSignedIn(fixture);
    const asked = await askedAbout(pat);
    expect(await ask(asked)).toEqual(ALIVE);
    expect(await ask({ ...asked, sessionId: newId() })).toEqual(ENDED);
    expect(await ask({ ...asked, sessionId: ann.sessionId })).toEqual(ENDED);
    expect(await ask({ ...asked, principalId: ann.principalId })).toEqual(ENDED);
    expect(await ask({ ...asked, tenantId: newId() })).toEqual(ENDED);
    const { code } = await runAs(fixture, pat, END_SESSION, { input: { sessionId: pat.sessionId } });
    expect(code).toBeUndefined();
    expect(await ask(asked)).toEqual(ENDED);
  });

  test.each(['suspend', 'revoke'] as const)('with a grant, until its granter has said %s', async (step) => {
    const pat = await newSignedIn(fixture);
    const grantId = await grantTo(fixture, ann, pat, WRITER);
    const asked = await askedAbout(pat, grantId);
    expect(await ask(asked)).toEqual(ALIVE);
    await changeGrantAs(fixture, ann, step, grantId);
    expect(await ask(asked)).toEqual(ENDED);
    expect(await ask({ ...asked, grant: null })).toEqual(ALIVE);
    if (step === 'revoke') return;
    await changeGrantAs(fixture, ann, 'resume', grantId);
    expect(await ask(asked)).toEqual(ALIVE);
  });

  test('with a grant as far as it reaches, and with none of somebody else', async () => {
    const [pat, eve] = [await newSignedIn(fixture), await newSignedIn(fixture)];
    const grantId = await grantTo(fixture, ann, pat, WRITER);
    const asked = await askedAbout(pat, grantId);
    const grant = { id: grantId, accessLevel: 'limited_write', tier: 'amber' };
    expect(await ask({ ...asked, grant: { ...grant, tier: 'red' } })).toEqual(ENDED);
    expect(await ask({ ...asked, grant: { ...grant, accessLevel: 'read_only_all' } })).toEqual(ALIVE);
    expect(await ask({ ...asked, grant: { ...grant, id: newId() } })).toEqual(ENDED);
    expect(await ask({ ...(await askedAbout(eve)), grant })).toEqual(ENDED);
    const reader = await grantTo(fixture, ann, eve, { ...WRITER, accessLevel: 'READ_ONLY_ALL' });
    expect(await ask(await askedAbout(eve, reader))).toEqual(ENDED);
  });
});

describe('nobody else asks', () => {
  test('[R-044] the route is for the vault alone', async () => {
    const asked = await askedAbout(ann);
    for (const as of [fixture.gateway, fixture.other])
      await expect(ask(asked, as)).rejects.toMatchObject({ code: 'SERVICE_SIGNATURE_INVALID' });
  });

  test.each([
    ['no session', { sessionId: undefined }],
    ['a session that is not an id', { sessionId: 'x' }],
    ['a level that does not exist', { grant: { id: newId(), accessLevel: 'all', tier: 'amber' } }],
    ['something more', { role: 'auditor' }],
  ])('%s is bad input', async (_what, change) => {
    await expect(ask({ ...(await askedAbout(ann)), ...change })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

test('[R-037] a session that ended by itself does not stand', async () => {
  const asked = await askedAbout(await newSignedIn(fixture));
  fixture.clock.advance(7 * DAY_MS);
  expect(await ask(asked)).toEqual(ENDED);
});
