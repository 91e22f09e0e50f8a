import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createGranter, newDocument } from './testing/granted-world.ts';
import { grantOf } from './testing/grants.ts';
import { samplePdf } from './testing/sample-files.ts';
import { announce, graphql, put } from './testing/vault-client.ts';
import { startVaultFixture } from './testing/vault-fixture.ts';
import type { HeldGrant } from '#platform/auth';
import type { TestCaller } from '../../tests/support/service/test-identity.ts';
import type { Granter } from './testing/granted-world.ts';
import type { Announced } from './testing/vault-client.ts';
import type { VaultFixture } from './testing/vault-fixture.ts';

const DOCUMENT = 'query ($id: ID!) { document(id: $id) { currentVersion { id } versions { nodes { status } } } }';

let vault: VaultFixture;
let ann: Granter;
let grant: HeldGrant;
let pat: TestCaller;
let announced: Announced;
const file = samplePdf(40_000);
beforeAll(async () => {
  vault = await startVaultFixture();
  ann = await createGranter(vault);
});
afterAll(() => vault.close());
beforeEach(async () => {
  grant = grantOf(ann.caller);
  pat = vault.caller({ grants: [grant] });
  announced = await announce(vault, pat, file, newDocument('amber', ann.caller.principalId));
});
afterEach(() => {
  vault.identity.health = 'well';
});

/** Sends half of the bytes, does something, and sends the others. */
async function putSlowly(meanwhile: () => void): Promise<Awaited<ReturnType<typeof put>>> {
  const body = new PassThrough({ highWaterMark: 1 });
  const answer = put(vault, pat, announced.ticket, { ...file, bytes: body });
  if (!body.write(file.bytes.subarray(0, 20_000))) await once(body, 'drain');
  meanwhile();
  body.end(file.bytes.subarray(20_000));
  return answer;
}

async function statuses(): Promise<unknown> {
  const { data } = await graphql(vault, ann.caller, DOCUMENT, { id: announced.documentId });
  return data?.['document'];
}

const PENDING = { currentVersion: null, versions: { nodes: [{ status: 'PENDING' }] } };

describe('[R-037] an upload that takes long', () => {
  test('is kept when nothing has changed; identity was asked by which right, how far and for what', async () => {
    const answer = await putSlowly(() => undefined);
    expect(answer.status).toBe(201);
    const { tenantId, principalId, sessionId } = pat;
    expect(vault.identity.asked.at(-1)).toEqual({
      ...{ tenantId, principalId, sessionId },
      grant: { id: grant.id, accessLevel: 'limited_write', tier: 'amber' },
    });
  });

  test.each([
    ['grant', () => grant.id],
    ['session', () => pat.sessionId],
  ])('is not kept when the %s was revoked meanwhile, which is recorded', async (_what, ended) => {
    const filesBefore = await vault.storedFiles();
    const answer = await putSlowly(() => vault.identity.ended.add(ended()));
    expect(answer).toMatchObject({ status: 404, json: { code: 'TICKET_INVALID' } });
    expect(await statuses()).toEqual(PENDING);
    expect(await vault.storedFiles()).toEqual(filesBefore);
    expect(vault.audit.events.at(-1)).toMatchObject({
      kind: 'FACT',
      action: 'security.authz.deny',
      actor: { principalId: pat.principalId, grantId: grant.id },
      detail: { purpose: 'upload', problem: 'ended' },
    });
  });

  test.each(['failing', 'odd'] as const)('is not kept while identity is %s; the link still works', async (health) => {
    const filesBefore = await vault.storedFiles();
    vault.identity.health = health;
    const answer = await putSlowly(() => undefined);
    expect(answer).toMatchObject({ status: 503, json: { code: 'SERVICE_UNAVAILABLE' } });
    expect(await statuses()).toEqual(PENDING);
    expect(await vault.storedFiles()).toEqual(filesBefore);
    vault.identity.health = 'well';
    expect((await put(vault, pat, announced.ticket, file)).status).toBe(201);
  });

  test('of one’s own needs the session alone', async () => {
    announced = await announce(vault, pat, file);
    expect((await putSlowly(() => undefined)).status).toBe(201);
    expect(vault.identity.asked.at(-1)).toMatchObject({ sessionId: pat.sessionId, grant: null });
  });
});
