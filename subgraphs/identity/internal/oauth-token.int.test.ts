import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { z } from 'zod';
import { systemActor } from '#platform/audit';
import { createContextTokenVerifier, createJwksClient } from '#platform/auth';
import { epochSeconds } from '#platform/clock';
import { newId } from '#platform/ids';
import { silentLogger } from '#platform/logging';
import { openIdentity } from '../core.ts';
import { readIdentityConfig } from '../config.ts';
import { provisionClient } from '../domain/provision.ts';
import { PUBLIC_URL, startFixture } from '../testing/identity-fixture.ts';
import { exchange } from '../testing/people.ts';
import type { IdentityCore } from '../core.ts';
import type { IdentityFixture } from '../testing/identity-fixture.ts';

const CLIENT_ID = 'partner-1';
const pair = generateKeyPairSync('ed25519');
const tokenSchema = z.strictObject({
  access_token: z.string(),
  token_type: z.string(),
  expires_in: z.number(),
  scope: z.string(),
});

let fixture: IdentityFixture;
let core: IdentityCore;
beforeAll(async () => {
  fixture = await startFixture();
  const { clock, audit: auditClient } = fixture;
  core = await openIdentity({
    config: readIdentityConfig(fixture.environment),
    logger: silentLogger,
    clock,
    auditClient,
  });
  const { kty = '', crv = '', x = '' } = pair.publicKey.export({ format: 'jwk' });
  const by = { actor: systemActor, requestId: 'test-request' };
  const client = {
    tenantId: newId(),
    clientId: CLIENT_ID,
    displayName: 'A partner',
    publicKey: { kty, crv, x },
    scopes: ['catalogue:read'],
  };
  await provisionClient(core.deps, by, client);
});
afterAll(async () => {
  for (const resource of core.resources) await resource.close();
  await fixture.close();
});

async function assertion(): Promise<string> {
  const now = epochSeconds(fixture.clock);
  const claims = { iss: CLIENT_ID, sub: CLIENT_ID, aud: PUBLIC_URL, iat: now, exp: now + 30, jti: newId() };
  return new SignJWT(claims).setProtectedHeader({ alg: 'Ed25519' }).sign(pair.privateKey);
}

async function askToken(change: Record<string, unknown> = {}): Promise<z.output<typeof tokenSchema>> {
  const answer = await fixture.gateway.callJson({
    method: 'POST',
    path: '/internal/oauth/token',
    json: {
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await assertion(),
      ...change,
    },
    requestId: 'test-request',
  });
  return tokenSchema.parse(answer);
}

describe('[R-040] a service account', () => {
  test('gets a token for a signed assertion; its context says what it is and no more than it may', async () => {
    const before = fixture.audit.events.length;
    const { access_token: accessToken, ...rest } = await askToken();
    expect(rest).toEqual({ token_type: 'Bearer', expires_in: 300, scope: 'catalogue:read' });
    const keys = createJwksClient({ url: `${fixture.baseUrl}/.well-known/jwks.json`, clock: fixture.clock });
    const caller = await createContextTokenVerifier({ issuer: PUBLIC_URL, keys, clock: fixture.clock })(
      (await exchange(fixture, accessToken)).contextToken,
    );
    expect(caller).toMatchObject({
      kind: 'service_account',
      role: 'partner',
      scopes: ['catalogue:read'],
      tiers: ['green'],
      acr: 'aal1',
      clientId: CLIENT_ID,
      grants: [],
    });
    const prepared = fixture.audit.events.slice(before).find((event) => event.kind === 'PREPARED');
    expect(prepared).toMatchObject({
      action: 'identity.client.authenticate',
      actor: { type: 'SERVICE_ACCOUNT', clientId: CLIENT_ID },
    });
  });

  test('an assertion works once', async () => {
    const once = await assertion();
    await askToken({ client_assertion: once });
    await expect(askToken({ client_assertion: once })).rejects.toMatchObject({ code: 'CLIENT_ASSERTION_INVALID' });
  });

  test.each([
    ['another grant type', { grant_type: 'password' }],
    [
      'another kind of authentication',
      { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer' },
    ],
    ['a scope it does not have', { scope: 'catalogue:read audit:read' }],
    ['no assertion', { client_assertion: undefined }],
  ])('is refused %s', async (_name, change) => {
    await expect(askToken(change)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  test('its token is dead as soon as its session or the account is revoked', async () => {
    const receipt = `WITH receipt AS (INSERT INTO identity.audit_receipt (intent_id, state, log_index, proof) VALUES (gen_random_uuid(), 'COMMITTED', 0, 'test'))`;
    const { access_token: first } = await askToken();
    const { access_token: second } = await askToken();
    const { sessionId } = await exchange(fixture, first);
    await fixture.rows(
      `${receipt} UPDATE identity.session SET revoked_at = now(), revoke_reason = 'own_wish' WHERE id = $1`,
      [sessionId],
    );
    await expect(exchange(fixture, first)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await exchange(fixture, second);
    await fixture.rows(`${receipt} UPDATE identity.service_client SET revoked_at = now()`);
    await expect(exchange(fixture, second)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(askToken()).rejects.toMatchObject({ code: 'CLIENT_ASSERTION_INVALID' });
  });
});
