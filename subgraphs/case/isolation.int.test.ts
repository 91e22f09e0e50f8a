import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { CASE_SELECTION, createCaseClient } from './testing/case-client.ts';
import { startCaseFixture } from './testing/case-fixture.ts';
import {
  CONTACTS,
  deathReadiness,
  documentOf,
  emergencyCase,
  exported,
  owner,
  ready,
  shared,
} from './testing/world.ts';
import type { CaseFixture } from './testing/case-fixture.ts';
import type { Owner } from './testing/world.ts';

let fixture: CaseFixture;
let who: Owner;
let stranger: Owner;

beforeAll(async () => {
  fixture = await startCaseFixture();
  who = owner(fixture);
  stranger = owner(fixture);
});
afterAll(() => fixture.close());

const ENTITIES =
  'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Case { id status notes missing contacts { name } } } }';

describe('[R-044] a call that is not signed', () => {
  test.each([
    ['a query', 'POST', '/graphql', { query: '{ caseTypes { type } }' }],
    ['_service', 'POST', '/graphql', { query: '{ _service { sdl } }' }],
    ['_entities', 'POST', '/graphql', { query: ENTITIES, variables: { r: [{ __typename: 'Case', id: newId() }] } }],
    ['a download', 'GET', `/internal/files/p/${'a'.repeat(43)}`, undefined],
    ['an unknown address', 'GET', '/internal/unknown', undefined],
  ])('is refused: %s', async (_what, method, path, json) => {
    const answer = await fetch(fixture.baseUrl + path, {
      method,
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${fixture.vouchFor(who.caller ?? fixture.caller())}`,
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ code: 'SERVICE_SIGNATURE_INVALID' });
  });
});

describe('somebody who is not signed in', () => {
  test.each([
    '{ cases { nodes { id } } }',
    `{ case(id: "${newId()}") { id } }`,
    '{ packsSharedWithMe { nodes { id } } }',
    '{ caseTypes { type } }',
  ])('is refused: %s', async (query) => {
    expect(await createCaseClient(fixture, undefined).refusal(query)).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('a role that prepares no packs is refused', async () => {
    const officer = createCaseClient(
      fixture,
      fixture.caller({ role: 'information_officer', scopes: ['incident:manage'] }),
    );
    expect(await officer.refusal('{ cases { nodes { id } } }')).toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('[R-046] [R-077] an id of another tenant answers as one that does not exist', () => {
  test('as a reference: foreign, missing and malformed are null alike', async () => {
    const mine = await emergencyCase(fixture, stranger);
    const theirs = await emergencyCase(fixture, who);
    const references = [theirs, newId(), 'not-an-id', mine].map((id) => ({ __typename: 'Case', id }));
    const { _entities: entities } = await stranger.run<{ _entities: unknown[] }>(ENTITIES, { r: references });
    expect(entities).toEqual([null, null, null, expect.objectContaining({ id: mine })]);
  });

  test('in every field that takes an id', async () => {
    const foreign = await shared(fixture, who);
    const { caseId: mine } = await deathReadiness(fixture, stranger);
    const { id: theirDocument } = documentOf(fixture, who);
    const { id: ownDocument } = documentOf(fixture, stranger);
    const [theirPerson] = [newId()];
    fixture.vault.people.push({ id: theirPerson, ownerId: who.principalId, fullName: 'Theirs' });
    const { grant: theirGrant } = await deathReadiness(fixture, who);
    const ownPerson = fixture.vault.people.find(({ ownerId }) => ownerId === stranger.principalId)?.id;
    const probes: readonly [string, (id: string) => Record<string, unknown>, string, string?][] = [
      ['attachEvidence', (caseId) => ({ caseId, slot: 'directive_1', documentId: ownDocument }), foreign.caseId],
      ['attachEvidence', (documentId) => ({ caseId: mine, slot: 'will', documentId }), theirDocument],
      ['detachEvidence', (caseId) => ({ caseId, slot: 'directive_1' }), foreign.caseId],
      ['markCaseReady', (caseId) => ({ caseId }), foreign.caseId],
      ['exportPack', (caseId) => ({ caseId }), foreign.caseId],
      ['requestPackDownload', (packId) => ({ packId }), foreign.packId, '{ downloadUrl }'],
      ['revokeCase', (caseId) => ({ caseId }), foreign.caseId],
      ['issueShareLink', (caseId) => ({ caseId }), foreign.caseId, '{ url }'],
      ['revokeShareLink', (shareLinkId) => ({ shareLinkId }), foreign.linkId],
      ['openEmergencyPack', (id) => ({ contacts: CONTACTS, directiveDocumentIds: [id] }), theirDocument],
      ['openDeathReadiness', (id) => ({ executorNomineePersonId: id }), theirPerson],
      [
        'openDeathReadiness',
        (id) => ({ executorNomineePersonId: ownPerson, executorNomineeGrantId: id }),
        theirGrant.id,
      ],
    ];
    for (const [name, input, id, selection = '{ case { id } }'] of probes) {
      const answers = [
        await stranger.refusedMutation(name, input(id), selection),
        await stranger.refusedMutation(name, input(newId()), selection),
      ];
      expect([name, answers[0]?.code]).toEqual([name, 'NOT_FOUND']);
      expect({ ...answers[0], requestId: '' }).toEqual({ ...answers[1], requestId: '' });
      expect(await stranger.refusedMutation(name, input('not-an-id'), selection)).toMatchObject({
        code: 'BAD_USER_INPUT',
      });
    }
    const query = 'query ($id: ID!) { case(id: $id) { id } }';
    expect(await stranger.run(query, { id: foreign.caseId })).toEqual(await stranger.run(query, { id: newId() }));
  });

  test('[R-073] also for another principal of the same tenant', async () => {
    const caseId = await emergencyCase(fixture, who);
    const colleague = createCaseClient(fixture, fixture.caller({ tenantId: who.tenantId }));
    expect(await colleague.run('query ($id: ID!) { case(id: $id) { id } }', { id: caseId })).toEqual({ case: null });
    expect(await colleague.refusedMutation('revokeCase', { caseId })).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('[R-107] nothing changes while the log does not confirm', () => {
  test('by any mutation', async () => {
    const ready1 = await ready(fixture, who, await emergencyCase(fixture, who));
    const draft = await emergencyCase(fixture, who);
    const { id: documentId } = documentOf(fixture, who);
    const { caseId, packId, linkId, token } = await shared(fixture, who);
    fixture.vault.people.push({ id: newId(), ownerId: who.principalId, fullName: 'Somebody' });
    const personId = fixture.vault.people.at(-1)?.id;
    const mutations: readonly [string, Record<string, unknown>, string][] = [
      ['openEmergencyPack', { contacts: CONTACTS }, CASE_SELECTION],
      ['openDeathReadiness', { executorNomineePersonId: personId }, CASE_SELECTION],
      ['attachEvidence', { caseId: draft, slot: 'directive_2', documentId }, CASE_SELECTION],
      ['detachEvidence', { caseId: draft, slot: 'directive_1' }, CASE_SELECTION],
      ['markCaseReady', { caseId: draft }, CASE_SELECTION],
      ['exportPack', { caseId: ready1 }, '{ pack { id } }'],
      ['requestPackDownload', { packId }, '{ downloadUrl }'],
      ['revokeCase', { caseId: draft }, CASE_SELECTION],
      ['issueShareLink', { caseId }, '{ url }'],
      ['revokeShareLink', { shareLinkId: linkId }, CASE_SELECTION],
      ['openShareLink', { token }, '{ disclaimer }'],
    ];
    const before = await everything();
    fixture.audit.unavailable = true;
    for (const [name, input, selection] of mutations) {
      expect([name, (await who.refusedMutation(name, input, selection)).code]).toEqual([name, 'AUDIT_UNAVAILABLE']);
    }
    fixture.audit.unavailable = false;
    expect(await everything()).toEqual(before);
  });
});

const TABLES = [
  'case_record',
  'case_contact',
  'evidence_slot',
  'case_transition',
  'pack',
  'share_link',
  'transfer_ticket',
  'audit_receipt',
];

async function everything(): Promise<unknown[]> {
  return Promise.all(
    TABLES.map((table) => fixture.rows(`SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM "case".${table} t`)),
  );
}

describe('[R-076] the database itself', () => {
  test('shows the service no row without a scope, and no row of another principal', async () => {
    const { caseId } = await shared(fixture, who);
    await fixture.rows('SELECT 1');
    const client = new pg.Client({ connectionString: fixture.appUrl });
    await client.connect();
    try {
      const count = async (tenantId: string, principalId: string, table: string): Promise<number> => {
        await client.query('BEGIN');
        await client.query(`SELECT set_config('app.tenant', $1, true), set_config('app.principal', $2, true)`, [
          tenantId,
          principalId,
        ]);
        const { rowCount } = await client.query(`SELECT 1 FROM ${table}`);
        await client.query('ROLLBACK');
        return rowCount ?? -1;
      };
      for (const table of TABLES.filter((name) => name !== 'audit_receipt')) {
        expect([table, await count('', '', table)]).toEqual([table, 0]);
        expect([table, await count(who.tenantId, newId(), table)]).toEqual([table, 0]);
        expect([table, await count(stranger.tenantId, who.principalId, table)]).toEqual([table, 0]);
        expect(await count(who.tenantId, who.principalId, table)).toBeGreaterThan(0);
      }
      for (const table of ['case_transition', 'pack']) {
        await expect(client.query(`UPDATE ${table} SET principal_id = $1`, [newId()])).rejects.toThrow(
          'permission denied',
        );
        await expect(client.query(`DELETE FROM ${table}`)).rejects.toThrow('permission denied');
        await expect(fixture.rows(`DELETE FROM "case".${table} WHERE case_id = $1`, [caseId])).rejects.toThrow(
          'append-only',
        );
        await expect(fixture.rows(`TRUNCATE "case".${table} CASCADE`)).rejects.toThrow('append-only');
      }
    } finally {
      await client.end();
    }
  });

  test('every exported pack has its row and its object', async () => {
    const { pack } = await exported(fixture, who, await ready(fixture, who, await emergencyCase(fixture, who)));
    const [row] = await fixture.rows<{ object_key: string }>('SELECT object_key FROM "case".pack WHERE id = $1', [
      pack.id,
    ]);
    expect(row?.object_key).toBe(`lr1/${who.tenantId}/${pack.id}/1`);
  });
});
