import { CaseContactEntity } from './entities/case-contact.entity.ts';
import { CaseRecordEntity } from './entities/case-record.entity.ts';
import { CaseTransitionEntity } from './entities/case-transition.entity.ts';
import { EvidenceSlotEntity } from './entities/evidence-slot.entity.ts';
import type { Transaction } from '#platform/db';
import type { CaseStore } from '../domain/ports.ts';
import type { Scope } from '../domain/scope.ts';

/** Every condition names the scope, though row-level security would hide the rest: ownership is checked where rows are loaded. */
export function createCaseStore({ manager }: Transaction, scope: Scope): CaseStore {
  const owned = { tenantId: scope.tenantId, principalId: scope.principalId };
  const countRevision = async (id: string): Promise<void> => {
    await manager.increment(CaseRecordEntity, { ...owned, id }, 'contentRevision', 1);
  };
  return {
    insert: async (record, contacts) => {
      await manager.insert(CaseRecordEntity, record);
      if (contacts.length > 0) await manager.insert(CaseContactEntity, [...contacts]);
    },
    find: async (id) => (await manager.findOneBy(CaseRecordEntity, { ...owned, id })) ?? undefined,
    lock: async (id) =>
      (await manager.findOne(CaseRecordEntity, { where: { ...owned, id }, lock: { mode: 'pessimistic_write' } })) ??
      undefined,
    setStatus: async (id, from, to) => {
      const { affected } = await manager.update(CaseRecordEntity, { ...owned, id, status: from }, { status: to });
      return affected === 1;
    },
    addTransition: async (transition) => {
      await manager.insert(CaseTransitionEntity, transition);
    },
    evidence: (caseId) => manager.findBy(EvidenceSlotEntity, { ...owned, caseId }),
    contacts: (caseId) => manager.find(CaseContactEntity, { where: { ...owned, caseId }, order: { position: 'ASC' } }),
    putEvidence: async (evidence) => {
      await manager.upsert(EvidenceSlotEntity, evidence, ['tenantId', 'caseId', 'slot']);
      await countRevision(evidence.caseId);
    },
    removeEvidence: async (caseId, slot) => {
      const { affected } = await manager.delete(EvidenceSlotEntity, { ...owned, caseId, slot });
      if (affected !== 1) return false;
      await countRevision(caseId);
      return true;
    },
  };
}
