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
  statusOf,
} from './testing/world.ts';
import type { CaseFixture } from './testing/case-fixture.ts';
import type { CasePayload, Owner } from './testing/world.ts';

let fixture: CaseFixture;
let who: Owner;

beforeAll(async () => {
  fixture = await startCaseFixture();
  who = owner(fixture);
});
afterAll(() => fixture.close());

describe('opening a case', () => {
  test('[R-098] an emergency pack has its contacts and directives, and says what it is', async () => {
    const document = documentOf(fixture, who);
    const input = { contacts: CONTACTS, directiveDocumentIds: [document.id], notes: 'Line one\nline two' };
    const selection = `{ case { type status notes missing principal { id } contacts { name phoneE164 relationship }
      evidence { name required addedAt document { id } } transitions { nodes { from to reason } } executorNominee { id } } }`;
    const { case: opened } = await who.mutate<CasePayload>('openEmergencyPack', input, selection);
    expect(opened).toMatchObject({
      type: 'EMERGENCY_PACK',
      status: 'DRAFT',
      notes: 'Line one\nline two',
      missing: [],
      principal: { id: who.principalId },
      contacts: CONTACTS,
      evidence: [{ name: 'directive_1', required: true, document: { id: document.id } }],
      transitions: { nodes: [{ from: null, to: 'DRAFT', reason: null }] },
      executorNominee: null,
    });
  });

  test('a death-readiness case names its nominee, and what it still lacks', async () => {
    const { caseId, grant } = await deathReadiness(fixture, who);
    await who.mutate('detachEvidence', { caseId, slot: 'will' }, CASE_SELECTION);
    const query =
      'query ($id: ID!) { case(id: $id) { missing executorNominee { id } executorNomineeGrant { id } evidence { name required document { id } } } }';
    const { case: found } = await who.run<{ case: Record<string, unknown> }>(query, { id: caseId });
    expect(found).toMatchObject({
      missing: ['will|executor_nomination'],
      executorNominee: { id: expect.any(String) },
      executorNomineeGrant: { id: grant.id },
      evidence: [
        { name: 'will', required: true, document: null },
        { name: 'executor_nomination', required: true, document: null },
        { name: 'asset_map', required: true, document: { id: expect.any(String) } },
      ],
    });
  });

  test('the catalogue says what each kind needs', async () => {
    const { caseTypes } = await who.run<{ caseTypes: { type: string; requiredSlots: string[]; disclaimer: string }[] }>(
      '{ caseTypes { type purpose requiredSlots disclaimer } }',
    );
    expect(caseTypes.map(({ type, requiredSlots }) => [type, requiredSlots])).toEqual([
      ['EMERGENCY_PACK', ['directive_1']],
      ['DEATH_READINESS', ['will|executor_nomination', 'asset_map']],
    ]);
  });

  test.each([
    ['no contact', { contacts: [] }, 'input.contacts'],
    ['eleven contacts', { contacts: Array.from({ length: 11 }, () => CONTACTS[0]) }, 'input.contacts'],
    [
      'a telephone number of no form',
      { contacts: [{ ...CONTACTS[0], phoneE164: '082 123' }] },
      'input.contacts.0.phoneE164',
    ],
    ['a name of control characters', { contacts: [{ ...CONTACTS[0], name: 'a\u0000b' }] }, 'input.contacts.0.name'],
    ['notes that are too long', { contacts: CONTACTS, notes: 'x'.repeat(4_001) }, 'input.notes'],
    ['a directive that is no id', { contacts: CONTACTS, directiveDocumentIds: ['x'] }, 'input.directiveDocumentIds.0'],
  ])('[R-083] %s is refused with the path of the field', async (_what, input, path) => {
    const refusal = await who.refusedMutation('openEmergencyPack', input);
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', errors: { [path]: [expect.any(String)] } });
  });

  test('[R-092] a grant must be the caller’s own to give, of the right role, and not revoked', async () => {
    const { grant } = await deathReadiness(fixture, who);
    const [person] = fixture.vault.people.filter(({ ownerId }) => ownerId === who.principalId);
    const held = fixture.identity.grants.find(({ id }) => id === grant.id);
    const open = (executorNomineeGrantId: string): Promise<{ code: string }> =>
      who.refusedMutation('openDeathReadiness', { executorNomineePersonId: person?.id, executorNomineeGrantId });
    // Somebody granted the caller: they see it, but it is not theirs to share by.
    const received = {
      id: newId(),
      role: 'EXECUTOR_NOMINEE',
      status: 'ACCEPTED',
      granterId: newId(),
      granteeId: who.principalId,
      tiers: ['GREEN', 'AMBER'],
    };
    fixture.identity.grants.push(received);
    expect(await open(received.id)).toMatchObject({ code: 'NOT_FOUND' });
    if (held !== undefined) held.role = 'PROXY';
    expect(await open(grant.id)).toMatchObject({ code: 'NOT_FOUND' });
    if (held !== undefined) Object.assign(held, { role: 'EXECUTOR_NOMINEE', status: 'REVOKED' });
    expect(await open(grant.id)).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('evidence', () => {
  test('a slot holds one document; what was there is replaced, and a ready case that lost what it needs is a draft', async () => {
    const caseId = await ready(fixture, who, await emergencyCase(fixture, who));
    const { id: documentId } = documentOf(fixture, who);
    const { case: replaced } = await who.mutate<CasePayload>(
      'attachEvidence',
      { caseId, slot: 'directive_1', documentId },
      CASE_SELECTION,
    );
    expect(replaced).toMatchObject({ status: 'READY', missing: [] });
    const { case: emptied } = await who.mutate<CasePayload>(
      'detachEvidence',
      { caseId, slot: 'directive_1' },
      CASE_SELECTION,
    );
    expect(emptied).toMatchObject({ status: 'DRAFT', missing: ['directive_1'] });
    expect(await who.refusedMutation('detachEvidence', { caseId, slot: 'directive_1' })).toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('[R-085] an unknown slot, a document without bytes, and a red one for a nominee are refused', async () => {
    const { caseId } = await deathReadiness(fixture, who);
    const attach = (slot: string, documentId: string): Promise<Record<string, unknown>> =>
      who.refusedMutation('attachEvidence', { caseId, slot, documentId });
    expect(await attach('directive_1', documentOf(fixture, who).id)).toMatchObject({
      code: 'BAD_USER_INPUT',
      errors: { 'input.slot': [expect.any(String)] },
    });
    expect(await attach('will', documentOf(fixture, who, { available: false }).id)).toMatchObject({
      code: 'DOCUMENT_NOT_AVAILABLE',
    });
    expect(await attach('will', documentOf(fixture, who, { tier: 'RED' }).id)).toMatchObject({
      code: 'BAD_USER_INPUT',
      errors: { 'input.documentId': [expect.any(String)] },
    });
  });

  test('[R-085] a document of a tier that the token does not carry answers as a missing one', async () => {
    const caseId = await emergencyCase(fixture, who);
    const { id: documentId } = documentOf(fixture, who, { tier: 'RED' });
    const narrow = createCaseClient(fixture, { ...fixture.caller(), ...who.caller, tiers: ['green', 'amber'] });
    expect(await narrow.refusedMutation('attachEvidence', { caseId, slot: 'directive_2', documentId })).toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('a revoked case does not change any more', async () => {
    const caseId = await emergencyCase(fixture, who);
    await who.mutate('revokeCase', { caseId, reason: 'not needed' }, CASE_SELECTION);
    const { id: documentId } = documentOf(fixture, who);
    expect(await who.refusedMutation('attachEvidence', { caseId, slot: 'directive_2', documentId })).toMatchObject({
      code: 'CONFLICT',
    });
    expect(await who.refusedMutation('detachEvidence', { caseId, slot: 'directive_1' })).toMatchObject({
      code: 'CONFLICT',
    });
  });
});

describe('states', () => {
  test('[R-087] an incomplete case does not become ready, and the answer names what is missing', async () => {
    const { case: opened } = await who.mutate<CasePayload>('openEmergencyPack', { contacts: CONTACTS }, CASE_SELECTION);
    expect(opened.missing).toEqual(['directive_1']);
    expect(await who.refusedMutation('markCaseReady', { caseId: opened.id })).toMatchObject({
      code: 'EVIDENCE_INCOMPLETE',
      missing: ['directive_1'],
    });
    expect(await statusOf(who, opened.id)).toBe('DRAFT');
  });

  test('[R-084] a step that the table does not have is refused and changes nothing', async () => {
    const caseId = await ready(fixture, who, await emergencyCase(fixture, who));
    expect(await who.refusedMutation('markCaseReady', { caseId })).toMatchObject({
      code: 'TRANSITION_NOT_ALLOWED',
      from: 'READY',
      to: 'READY',
    });
    expect(await who.refusedMutation('issueShareLink', { caseId }, '{ url }')).toMatchObject({
      code: 'TRANSITION_NOT_ALLOWED',
      from: 'READY',
      to: 'LINK_ISSUED',
    });
    expect(await statusOf(who, caseId)).toBe('READY');
  });

  test('[R-084] of two at once one wins, and there is one history row and one event', async () => {
    const caseId = await emergencyCase(fixture, who);
    const before = fixture.audit.events.length;
    const attempts = await Promise.allSettled(
      [1, 2, 3].map(() => who.mutate('markCaseReady', { caseId }, CASE_SELECTION)),
    );
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const rows = await fixture.rows(`SELECT 1 FROM "case".case_transition WHERE case_id = $1 AND to_status = 'ready'`, [
      caseId,
    ]);
    expect(rows).toHaveLength(1);
    expect(fixture.audit.events.slice(before).filter(({ target }) => target.id === caseId)).toMatchObject([
      {
        action: 'case.case.transition',
        detail: { from: 'draft', to: 'ready' },
        target: { type: 'Case', ownerPrincipalId: who.principalId },
      },
    ]);
  });

  test('the history is paged, newest first, with the reason given', async () => {
    const caseId = await ready(fixture, who, await emergencyCase(fixture, who));
    await who.mutate('revokeCase', { caseId, reason: 'I moved house' }, CASE_SELECTION);
    const query = `query ($id: ID!, $after: String) { case(id: $id) { transitions(first: 2, after: $after) { nodes { from to reason } pageInfo { hasNextPage endCursor } } } }`;
    interface Page {
      case: { transitions: { nodes: unknown[]; pageInfo: { hasNextPage: boolean; endCursor: string } } };
    }
    const { case: first } = await who.run<Page>(query, { id: caseId });
    expect(first.transitions.nodes).toEqual([
      { from: 'READY', to: 'REVOKED', reason: 'I moved house' },
      { from: 'DRAFT', to: 'READY', reason: null },
    ]);
    const { case: second } = await who.run<Page>(query, { id: caseId, after: first.transitions.pageInfo.endCursor });
    expect(second.transitions).toEqual({
      nodes: [{ from: null, to: 'DRAFT', reason: null }],
      pageInfo: { hasNextPage: false, endCursor: expect.any(String) },
    });
    expect(
      await who.refusal('query ($id: ID!) { case(id: $id) { packs(first: 101) { nodes { id } } } }', { id: caseId }),
    ).toMatchObject({
      code: 'BAD_USER_INPUT',
      errors: { first: [expect.any(String)] },
    });
  });
});

describe('lists', () => {
  test('a page of 20 cases costs as many statements as a page of one', async () => {
    const many = owner(fixture);
    const one = owner(fixture);
    for (let at = 0; at < 20; at += 1) await emergencyCase(fixture, many, 2);
    await exported(fixture, many, await ready(fixture, many, await emergencyCase(fixture, many)));
    await exported(fixture, one, await ready(fixture, one, await emergencyCase(fixture, one)));
    const query = `{ cases(first: 20) { nodes { id missing contacts { name } evidence { name document { id } }
      transitions(first: 5) { nodes { to } } packs(first: 5) { nodes { id } } shareLinks(first: 5) { nodes { id } } } pageInfo { hasNextPage } } }`;
    const countFor = async (client: Owner): Promise<{ statements: number; cases: number }> => {
      const before = fixture.statements.length;
      interface Node {
        evidence: { document: { id: string } | null }[];
        contacts: unknown[];
        transitions: { nodes: unknown[] };
      }
      const { cases } = await client.run<{ cases: { nodes: Node[] } }>(query);
      for (const { evidence, contacts, transitions } of cases.nodes) {
        expect(evidence.map(({ document }) => document)).not.toContain(null);
        expect(contacts).toHaveLength(1);
        expect(transitions.nodes.length).toBeGreaterThan(0);
      }
      return { statements: fixture.statements.length - before, cases: cases.nodes.length };
    };
    const [small, large] = [await countFor(one), await countFor(many)];
    expect([small.cases, large.cases]).toEqual([1, 20]);
    expect(large.statements).toBe(small.statements);
  });

  test('two changes in one request do not see each other’s old rows', async () => {
    const caseId = await emergencyCase(fixture, who);
    const { id: documentId } = documentOf(fixture, who);
    const text = `mutation ($a: AttachEvidenceInput!, $d: DetachEvidenceInput!) {
      one: attachEvidence(input: $a) { case { evidence { name } } } two: detachEvidence(input: $d) { case { evidence { name } } } }`;
    const variables = { a: { caseId, slot: 'directive_2', documentId }, d: { caseId, slot: 'directive_1' } };
    expect(await who.run(text, variables)).toEqual({
      one: { case: { evidence: [{ name: 'directive_1' }, { name: 'directive_2' }] } },
      two: { case: { evidence: [{ name: 'directive_2' }] } },
    });
  });
});
