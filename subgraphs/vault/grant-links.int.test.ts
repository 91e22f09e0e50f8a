import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { addAsset, addPerson, createGranter, newDocument, refusal } from './testing/granted-world.ts';
import { grantOf } from './testing/grants.ts';
import { samplePdf } from './testing/sample-files.ts';
import { announce, get, graphql, offer, put, readContent, store } from './testing/vault-client.ts';
import { startVaultFixture } from './testing/vault-fixture.ts';
import type { HeldGrant } from '#platform/auth';
import type { TestCaller } from '../../tests/support/service/test-identity.ts';
import type { Granter } from './testing/granted-world.ts';
import type { VaultFixture } from './testing/vault-fixture.ts';

let vault: VaultFixture;
let ann: Granter;
let grant: HeldGrant;
let pat: TestCaller;
beforeAll(async () => {
  vault = await startVaultFixture();
  ann = await createGranter(vault);
});
afterAll(() => vault.close());
beforeEach(() => {
  grant = grantOf(ann.caller);
  pat = vault.caller({ grants: [grant] });
});

/** The same session, some seconds later: identity says what stands now. */
function withGrant(change: Partial<HeldGrant>): TestCaller {
  return { ...pat, grants: [{ ...grant, ...change }] };
}

function lastOf(action: string): unknown {
  return vault.audit.events.findLast((event) => event.kind !== 'OUTCOME' && event.action === action);
}

describe('what a proxy adds', () => {
  test('[R-069] belongs to the granter, and the log says who did it, for whom and by which grant', async () => {
    const of = ann.caller.principalId;
    vault.clock.advance(1);
    const ids = {
      'vault.person.create': await addPerson(vault, pat, of),
      'vault.asset.create': await addAsset(vault, pat, 'amber', of),
      'vault.version.store': (await store(vault, pat, samplePdf(100), newDocument('amber', of))).documentId,
    };
    for (const [action, id] of Object.entries(ids)) {
      expect(lastOf(action)).toMatchObject({
        tenantId: ann.caller.tenantId,
        actor: {
          principalId: pat.principalId,
          role: 'proxy',
          sessionId: pat.sessionId,
          grantId: grant.id,
          onBehalfOfPrincipalId: of,
        },
        target: { id, ownerPrincipalId: of },
      });
    }
    const query = '{ people { nodes { id } } assets { nodes { id } } documents { nodes { id owner { id } } } }';
    const newest = async (who: TestCaller): Promise<unknown[]> => {
      const { data } = await graphql(vault, who, query);
      return Object.values(data ?? {}).map((list) => (list as { nodes: { id: string }[] }).nodes[0]?.id);
    };
    expect(await newest(ann.caller)).toEqual(Object.values(ids));
    expect(await newest(pat)).toEqual([undefined, undefined, undefined]);
  });

  test('is their own when they name themself or nobody', async () => {
    const first = await addAsset(vault, pat, 'amber');
    vault.clock.advance(1);
    const second = await addAsset(vault, pat, 'amber', pat.principalId);
    const { data } = await graphql(vault, pat, '{ assets { nodes { id } } }');
    expect(data).toEqual({ assets: { nodes: [{ id: second }, { id: first }] } });
    expect(lastOf('vault.asset.create')).toMatchObject({ actor: { grantId: null, onBehalfOfPrincipalId: null } });
  });

  test.each(['not-an-id', "' OR 1=1 --", ''])('is refused for %p', async (of) => {
    expect(await addAsset(vault, pat, 'amber', of)).toBe('BAD_USER_INPUT input.onBehalfOf');
    const { code, fields } = await graphql(vault, pat, 'query ($of: ID) { people(onBehalfOf: $of) { nodes { id } } }', {
      of,
    });
    expect(refusal(code, fields)).toBe('BAD_USER_INPUT onBehalfOf');
  });

  test('as a version goes to whose the document is, whomever they would name', async () => {
    const { documentId } = ann.documents.amber;
    const of = ann.caller.principalId;
    await expect(announce(vault, pat, samplePdf(100), { documentId, onBehalfOf: of })).rejects.toThrow(
      'input.onBehalfOf',
    );
  });
});

describe('[R-076] a link made by a grant', () => {
  const changes: readonly [string, (held: HeldGrant) => Partial<TestCaller>][] = [
    ['is gone', () => ({ grants: [] })],
    ['reaches packs only', (held) => ({ grants: [{ ...held, accessLevel: 'read_only_packs' }] })],
    ['does not have the tier any more', (held) => ({ grants: [{ ...held, tiers: ['green'] }] })],
    ['has ended', (held) => ({ grants: [{ ...held, expiresAt: 1_000 }] })],
    ['was given anew', (held) => ({ grants: [{ ...held, id: newId() }] })],
    ['is now of another role', (held) => ({ grants: [{ ...held, role: 'executor_nominee' }] })],
    ['is another session’s', () => ({ sessionId: newId() })],
    ['opens a tier that the account lost', () => ({ tiers: ['green'] })],
  ];
  test.each(changes)('opens nothing once the grant %s', async (_what, change) => {
    const download = await offer(vault, pat, ann.documents.amber.documentId);
    const file = samplePdf(100);
    const { ticket: upload } = await announce(vault, pat, file, { documentId: ann.documents.amber.documentId });
    const later = { ...pat, ...change(grant) };
    expect(await get(vault, later, download)).toMatchObject({ status: 404, code: 'TICKET_INVALID' });
    expect(await put(vault, later, upload, file)).toMatchObject({ status: 404, json: { code: 'TICKET_INVALID' } });
    const refused = vault.audit.events.filter(
      (event) => event.kind === 'FACT' && event.reasonCode === 'TICKET_INVALID',
    );
    expect(refused.slice(-2)).toMatchObject([{ detail: { purpose: 'download' } }, { detail: { purpose: 'upload' } }]);
    // It was refused, not used up.
    expect((await get(vault, pat, download)).status).toBe(200);
    expect((await put(vault, pat, upload, file)).status).toBe(201);
  });

  test('opens for nobody else, neither the granter nor another proxy', async () => {
    const ticket = await offer(vault, pat, ann.documents.amber.documentId);
    const others = [ann.caller, vault.caller({ grants: [grantOf(ann.caller)] }), vault.caller({ grants: [grant] })];
    for (const other of others) {
      expect(await get(vault, other, ticket)).toMatchObject({ status: 404, code: 'TICKET_INVALID' });
    }
    expect((await get(vault, pat, ticket)).status).toBe(200);
    expect(lastOf('vault.version.deliver')).toMatchObject({
      actor: { principalId: pat.principalId, grantId: grant.id, onBehalfOfPrincipalId: ann.caller.principalId },
      target: { ownerPrincipalId: ann.caller.principalId },
    });
  });

  test('for a download works with less than was needed to make it, as long as it is enough to download', async () => {
    const ticket = await offer(vault, pat, ann.documents.amber.documentId);
    expect((await get(vault, withGrant({ accessLevel: 'read_only_all' }), ticket)).status).toBe(200);
  });

  test('for an upload needs more than reading', async () => {
    const file = samplePdf(100);
    const { ticket } = await announce(vault, pat, file, { documentId: ann.documents.amber.documentId });
    const reader = withGrant({ accessLevel: 'read_only_all' });
    expect((await put(vault, reader, ticket, file)).status).toBe(404);
    expect((await put(vault, pat, ticket, file)).status).toBe(201);
  });

  test('one’s own works beside the grants that one holds', async () => {
    const { documentId } = await store(vault, pat, samplePdf(100));
    const ticket = await offer(vault, pat, documentId);
    expect((await get(vault, { ...pat, grants: [] }, ticket)).status).toBe(200);
  });
});

describe('[R-077] what exists for somebody else and what does not exist', () => {
  const REPRESENTATIONS = `query ($id: ID!, $representations: [_Any!]!) { document(id: $id) { id title }
    _entities(representations: $representations) { ... on Document { title } ... on Asset { label } ... on Person { fullName } } }`;
  const DOWNLOAD = 'mutation ($id: ID!) { requestDownload(input: { documentId: $id }) { downloadUrl } }';
  const UPLOAD = `mutation ($id: ID!) { requestUpload(input:
    { documentId: $id, byteSize: 9, sha256: "${'0'.repeat(64)}", mediaType: "text/plain" }) { uploadUrl } }`;

  /** The whole answer, byte for byte. */
  async function answerTo(who: TestCaller, path: string, json?: unknown): Promise<string> {
    const client = path === '/graphql' ? vault.gateway : vault.caseService;
    const request = { path, contextToken: vault.vouchFor(who), requestId: 'test-request' };
    const answer = await (json === undefined
      ? client.call({ ...request, method: 'GET' })
      : client.call({ ...request, method: 'POST', json }));
    return `${String(answer.status)} ${(await buffer(answer.body)).toString('utf8')}`;
  }

  async function answersAbout(
    who: TestCaller,
    { documentId, versionId }: { documentId: string; versionId: string },
    [assetId, personId]: readonly [string, string],
  ): Promise<string[]> {
    const representations = [
      { __typename: 'Document', id: documentId },
      { __typename: 'Asset', id: assetId },
      { __typename: 'Person', id: personId },
    ];
    const variables = { id: documentId, representations };
    return [
      await answerTo(who, '/graphql', { query: REPRESENTATIONS, variables }),
      await answerTo(who, '/graphql', { query: DOWNLOAD, variables: { id: documentId } }),
      await answerTo(who, '/graphql', { query: UPLOAD, variables: { id: documentId } }),
      await answerTo(who, `/internal/documents/${documentId}/versions/${versionId}/content`),
    ];
  }

  test('get the same answer, byte for byte, also for a proxy of somebody else', async () => {
    const eve = await createGranter(vault);
    const outsiders = [
      vault.caller(),
      vault.caller({ tenantId: ann.caller.tenantId }),
      vault.caller({ grants: [grantOf(eve.caller)] }),
      vault.caller({ grants: [grantOf(ann.caller, { tiers: ['green'] })] }),
      vault.caller({ grants: [grantOf(ann.caller, { role: 'executor_nominee' })] }),
      vault.caller({ grants: [grantOf(ann.caller, { accessLevel: 'read_only_packs' })] }),
    ];
    for (const who of outsiders) {
      const foreign = await answersAbout(who, ann.documents.red, [ann.assets.red, ann.person]);
      const missing = { documentId: newId(), versionId: newId() };
      expect(foreign).toEqual(await answersAbout(who, missing, [newId(), newId()]));
      expect(foreign[0]).toContain('"document":null');
      expect(foreign[1]).toContain('NOT_FOUND');
    }
  });

  test('get the same answer where one names a principal', async () => {
    const query = `query ($of: ID) { assets(onBehalfOf: $of) { nodes { id } } }`;
    const add = `mutation ($of: ID) { addAsset(input: { category: OTHER, label: "A", onBehalfOf: $of }) { asset { id } } }`;
    for (const who of [vault.caller(), vault.caller({ grants: [grantOf((await createGranter(vault)).caller)] })]) {
      for (const asked of [query, add]) {
        const about = (of: string): Promise<string> => answerTo(who, '/graphql', { query: asked, variables: { of } });
        const answer = await about(ann.caller.principalId);
        expect(answer).toBe(await about(newId()));
        expect(answer).toContain('NOT_FOUND');
      }
    }
  });

  test('an export by a grant reads what the grant opens, never what is red without red', async () => {
    const status = async (tier: 'amber' | 'red', who = pat): Promise<number> =>
      (await readContent(vault, who, ann.documents[tier])).status;
    expect([await status('amber'), await status('red')]).toEqual([200, 404]);
    expect(lastOf('vault.version.read')).toMatchObject({ actor: { grantId: grant.id } });
    const allTiers = vault.caller({ tiers: ['green', 'amber', 'red'], grants: [grantOf(ann.caller)] });
    expect(await status('red', allTiers)).toBe(404);
    expect(await status('red', { ...allTiers, grants: [grantOf(ann.caller, { tiers: ['red'] })] })).toBe(200);
  });
});
