import { describe, expect, test } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { newId } from '#platform/ids';
import { samplePlan } from '../testing/sample-plan.ts';
import { MAX_PACK_BYTES, planPack } from './plan-pack.ts';
import type { CaseType } from './case-types.ts';
import type { PlanDeps } from './plan-pack.ts';
import type { DocumentFacts, Stores } from './ports.ts';
import type { Acting } from './call.ts';

const MEBIBYTE = 1_048_576;

/** A ready case with these documents in its slots; what the vault shows of each is up to the test. */
function world(
  type: CaseType,
  slots: Readonly<Record<string, Partial<DocumentFacts> | null>>,
  nominee: string | null = 'Naledi',
  by: Partial<Acting['subject']> = {},
) {
  const { record, contacts } = samplePlan(type);
  const { tenantId, principalId } = record;
  const documents = new Map<string, DocumentFacts | null>();
  const evidence = Object.entries(slots).map(([slot, change]) => {
    const id = newId();
    const version = { id: newId(), sha256: 'a'.repeat(64), byteSize: MEBIBYTE, mediaType: 'application/pdf' };
    documents.set(
      id,
      change && { id, ownerId: principalId, title: slot, type: 'OTHER', tier: 'amber', version, ...change },
    );
    return { tenantId, principalId, caseId: record.id, slot, documentId: id, addedAt: new Date(0) };
  });
  const cases = {
    find: (id: string) => Promise.resolve(id === record.id ? record : undefined),
    evidence: () => Promise.resolve(evidence),
    contacts: () => Promise.resolve(contacts),
  };
  const deps: PlanDeps = {
    uow: {
      read: (_scope, work) => work({ cases } as unknown as Stores),
      change: () => Promise.reject(new Error('a plan changes nothing')),
      fact: () => Promise.reject(new Error('a plan changes nothing')),
    },
    clock: createManualClock(Date.parse('2026-11-22T08:30:00Z')),
    documents: { documents: (_call, ids) => Promise.resolve(ids.map((id) => documents.get(id) ?? null)) },
    people: {
      person: (_call, id) => Promise.resolve(nominee === null ? null : { id, ownerId: principalId, fullName: nominee }),
    },
    grants: {
      grant: (_call, id) =>
        Promise.resolve({ id, role: 'executor_nominee', status: 'accepted', granterId: principalId, tiers: ['amber'] }),
    },
    principals: { displayName: () => Promise.resolve('Thandi') },
  };
  const subject = { tenantId, principalId, grant: undefined, tiers: ['green', 'amber', 'red'], ...by };
  const acting = { contextToken: 'token', requestId: 'request-1', subject, permits: () => true } as unknown as Acting;
  return { plan: (caseId = record.id) => planPack(deps, acting, caseId), record };
}

function sized(byteSize: number): Partial<DocumentFacts> {
  return { version: { id: newId(), sha256: 'b'.repeat(64), byteSize, mediaType: 'application/pdf' } };
}

describe('a plan', () => {
  test('has every document in slot order, with the version that is newest now', async () => {
    const { plan } = world('death_readiness', { asset_document_10: {}, asset_map: {}, asset_document_2: {}, will: {} });
    const { documents, nomineeName, ownerName, exportedAt } = await plan();
    expect(documents.map(({ slot }) => slot)).toEqual(['will', 'asset_map', 'asset_document_2', 'asset_document_10']);
    expect({ nomineeName, ownerName, exportedAt }).toEqual({
      nomineeName: 'Naledi',
      ownerName: 'Thandi',
      exportedAt: new Date('2026-11-22T08:30:00Z'),
    });
  });

  test.each([
    ['a case that is not there', { will: {}, asset_map: {} }, { code: 'NOT_FOUND' }, newId()],
    ['an open slot', { will: {} }, { code: 'EVIDENCE_INCOMPLETE', facts: { missing: ['asset_map'] } }, undefined],
    [
      'a hidden document',
      { will: null, asset_map: {} },
      { code: 'EVIDENCE_INCOMPLETE', facts: { missing: ['will'] } },
      undefined,
    ],
    [
      'a hidden document in a slot that could be left open',
      { will: {}, asset_map: {}, asset_document_1: null },
      { code: 'EVIDENCE_INCOMPLETE', facts: { missing: ['asset_document_1'] } },
      undefined,
    ],
    [
      'a red document',
      { will: { tier: 'red' }, asset_map: {} },
      { code: 'EVIDENCE_INCOMPLETE', facts: { missing: ['will'] } },
      undefined,
    ],
    [
      'a document without bytes',
      { will: { version: null }, asset_map: {} },
      { code: 'DOCUMENT_NOT_AVAILABLE', facts: { slots: ['will'] } },
      undefined,
    ],
    ['too many bytes', { will: sized(MAX_PACK_BYTES), asset_map: {} }, { code: 'CONFLICT' }, undefined],
  ] as const)('[R-087] [R-097] is not made with %s', async (_what, slots, refusal, caseId) => {
    await expect(world('death_readiness', slots).plan(caseId)).rejects.toMatchObject(refusal);
  });

  test('takes 200 MiB', async () => {
    const { plan } = world('death_readiness', { will: sized(MAX_PACK_BYTES - MEBIBYTE), asset_map: {} });
    expect((await plan()).documents).toHaveLength(2);
  });

  test('is not made for a nominee whom the vault no longer shows', async () => {
    const { plan } = world('death_readiness', { will: {}, asset_map: {} }, null);
    await expect(plan()).rejects.toMatchObject({
      code: 'EVIDENCE_INCOMPLETE',
      facts: { missing: ['executorNominee'] },
    });
  });

  test('of an emergency pack may hold red documents: directives are about health', async () => {
    const { plan } = world('emergency_pack', { directive_1: { tier: 'red' } });
    expect((await plan()).documents).toHaveLength(1);
  });
});
