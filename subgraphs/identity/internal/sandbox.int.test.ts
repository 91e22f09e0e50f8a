import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { createContextTokenVerifier, createJwksClient } from '#platform/auth';
import { silentLogger } from '#platform/logging';
import { readIdentityConfig } from '../config.ts';
import { openIdentity } from '../core.ts';
import { secretFromBase32 } from '../factors/totp.ts';
import { SANDBOXES_OF_ONE_ASKER, closeOldSandboxes } from '../seeding/close-sandboxes.ts';
import { PUBLIC_URL, startFixture } from '../testing/identity-fixture.ts';
import { VERIFY_MFA, challengeFor, exchange, newPerson, nextCode, signIn } from '../testing/people.ts';
import type { Caller } from '#platform/auth';
import type { ServiceClient } from '#platform/http';
import type { IdentityCore } from '../core.ts';
import type { IdentityDeps } from '../domain/ports.ts';
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

async function open(as: ServiceClient = fixture.gateway, json: object = {}): Promise<People> {
  const answer = await as.callJson({ method: 'POST', path: '/internal/sandbox', json, requestId: 'test-request' });
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

  test('knows who asked by a keyed hash alone', async () => {
    const people = await open(fixture.gateway, { asker: '192.0.2.7' });
    const hashes = await fixture.rows<{ hash: Buffer }>(
      'SELECT DISTINCT asker_hash AS hash FROM identity.sandbox_person WHERE principal_id = ANY ($1)',
      [people.map(({ principalId }) => principalId)],
    );
    expect(hashes).toHaveLength(1);
    const guessed = ['192.0.2.7', 'sandbox 192.0.2.7'].map((text) => createHash('sha256').update(text).digest('hex'));
    expect(guessed).not.toContain(hashes[0]?.hash.toString('hex'));
    for (const asker of ['x'.repeat(65), 7])
      await expect(open(fixture.gateway, { asker })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  test('is made for the gateway alone', async () => {
    await expect(open(fixture.vault)).rejects.toMatchObject({ code: 'SERVICE_SIGNATURE_INVALID' });
  });
});

describe('a sandbox that was left', () => {
  let deps: IdentityDeps;
  let core: IdentityCore;
  beforeAll(async () => {
    const { clock, audit: auditClient, environment } = fixture;
    core = await openIdentity({ config: readIdentityConfig(environment), clock, auditClient, logger: silentLogger });
    ({ deps } = core);
  });
  afterAll(async () => {
    for (const resource of core.resources) await resource.close();
  });

  const signInAs = ({ email, password, displayName, totpSecret }: People[number]) =>
    signIn(fixture, { email, password, displayName, secret: secretFromBase32(totpSecret) });
  const openAged = async (): Promise<People> => {
    const people = await open(fixture.gateway, { asker: 'left' });
    fixture.clock.advance(1_000);
    return people;
  };
  const before = (): Date => new Date(fixture.clock.now() - 500);

  test('is closed: nobody signs in, sessions and grants have ended, and each person is an entry of the log', async () => {
    const people = await openAged();
    const [principal] = people;
    if (principal === undefined) throw new Error('nobody was made');
    const { accessToken } = await signInAs(principal);
    await exchange(fixture, accessToken);
    const challengeId = await challengeFor(fixture, principal);
    const events = fixture.audit.events.length;
    expect(await closeOldSandboxes(deps, 'closing', before())).toBeGreaterThanOrEqual(people.length);
    await expect(exchange(fixture, accessToken)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(challengeFor(fixture, principal)).rejects.toThrow();
    const code = nextCode(fixture, { secret: secretFromBase32(principal.totpSecret) });
    expect((await fixture.run(VERIFY_MFA, { input: { challengeId, code } })).data?.['verifyMfa'] ?? null).toBeNull();
    const recorded = fixture.audit.events.slice(events);
    for (const { principalId } of people)
      expect(recorded).toContainEqual(
        expect.objectContaining({
          kind: 'PREPARED',
          action: 'identity.principal.close',
          target: expect.objectContaining({ id: principalId }),
        }),
      );
    const ids = people.map(({ principalId }) => principalId);
    const left = await fixture.rows(
      `SELECT 1 FROM identity.session WHERE principal_id = ANY ($1) AND revoked_at IS NULL
        UNION ALL SELECT 1 FROM identity.role_grant WHERE principal_id = ANY ($1) AND status <> 'revoked'
        UNION ALL SELECT 1 FROM identity.sandbox_person WHERE principal_id = ANY ($1) AND (closed_at IS NULL OR asker_hash IS NOT NULL)`,
      [ids],
    );
    expect(left).toEqual([]);
    // The log is about them: name and history stay.
    expect(await fixture.rows('SELECT 1 FROM identity.principal WHERE id = ANY ($1)', [ids])).toHaveLength(6);
  });

  test('is closed once, and one that is young is not', async () => {
    await openAged();
    await closeOldSandboxes(deps, 'closing', before());
    const young = await open(fixture.gateway, { asker: 'left' });
    const events = fixture.audit.events.length;
    expect(await closeOldSandboxes(deps, 'closing', before())).toBe(0);
    expect(fixture.audit.events).toHaveLength(events);
    expect((await callers(young)).size).toBe(6);
  });

  test('of one asker gives way to newer ones, and to those of nobody else', async () => {
    const other = await open(fixture.gateway, { asker: 'somebody else' });
    const mine: People[] = [];
    for (let count = 0; count <= SANDBOXES_OF_ONE_ASKER; count += 1) {
      mine.push(await open(fixture.gateway, { asker: 'me' }));
      fixture.clock.advance(1_000);
    }
    const openOnes = await fixture.rows<{ principal_id: string }>(
      'SELECT principal_id FROM identity.sandbox_person WHERE closed_at IS NULL',
    );
    const isOpen = (people: People): boolean =>
      people.every(({ principalId }) => openOnes.some((row) => row.principal_id === principalId));
    expect([other, ...mine].map(isOpen)).toEqual([true, false, ...Array<boolean>(SANDBOXES_OF_ONE_ASKER).fill(true)]);
  });

  test('nobody else is ever closed', async () => {
    const somebody = await newPerson(fixture);
    await closeOldSandboxes(deps, 'closing', new Date(fixture.clock.now() + 1_000));
    expect((await signIn(fixture, somebody)).token).toEqual(expect.any(String));
  });
});
