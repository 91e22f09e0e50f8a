import { badInput } from '#platform/errors';
import { actOnCase, findPermitted, lockPermitted, requestOf } from './acting.ts';
import { caseEntry, missingIn, moveCase, moved } from './change-case.ts';
import { assertAttachable } from './check-documents.ts';
import { openSlot } from './check-slot.ts';
import { MAX_DOCUMENTS, isSlot } from './slots.ts';
import { assertEvidenceMayChange } from './state-machine.ts';
import { scopeOf } from './call.ts';
import type { Clock } from '#platform/clock';
import type { CaseRecord } from './case-types.ts';
import type { DocumentDirectory, ScopeLookups, Stores, UnitOfWork } from './ports.ts';
import type { Call } from './call.ts';

export interface AttachInput {
  readonly caseId: string;
  readonly slot: string;
  readonly documentId: string;
}

/**
 * Fills a slot with a document of the case's owner; what was there is replaced.
 * @throws AppError NOT_FOUND for a case that is not there for the caller, and for a document, also one to be replaced, that is not
 *   its owner's or beyond the tiers of the grant; BAD_USER_INPUT for an unknown slot
 */
export async function attachEvidence(
  deps: {
    readonly uow: UnitOfWork;
    readonly clock: Clock;
    readonly documents: DocumentDirectory;
    readonly lookups: ScopeLookups;
  },
  call: Call,
  { caseId, slot, documentId }: AttachInput,
): Promise<CaseRecord> {
  const acting = await actOnCase(deps, call, 'Mutation.attachEvidence', caseId);
  const known = await findPermitted(deps, acting, caseId);
  if (!isSlot(known.type, slot)) throw badInput('input.slot', 'is not a slot of this kind of case');
  const [document] = await deps.documents.documents(acting, [documentId]);
  assertAttachable(acting.subject, known.type, document, 'input.documentId');
  const open = await openSlot(deps, acting, 'Mutation.attachEvidence', { caseId, slot });
  const addedAt = new Date(deps.clock.now());
  return deps.uow.change(requestOf(acting), async (stores) => {
    const before = await lockPermitted(stores, acting, caseId);
    assertEvidenceMayChange(before.status);
    await open.assertUnchanged(stores);
    await assertRoomFor(stores, caseId, slot);
    await stores.cases.putEvidence({ ...scopeOf(acting), caseId, slot, documentId, addedAt });
    const after = await backToDraftIfIncomplete(stores, before, addedAt);
    return {
      result: after,
      record: caseEntry('case.evidence.attach', before, { slot, documentId, ...moved(before, after) }),
    };
  });
}

async function assertRoomFor({ cases }: Stores, caseId: string, slot: string): Promise<void> {
  const others = (await cases.evidence(caseId)).filter((evidence) => evidence.slot !== slot);
  if (others.length >= MAX_DOCUMENTS)
    throw badInput('input.slot', `a pack holds at most ${String(MAX_DOCUMENTS)} documents`);
}

/** A ready case that lost something it needs is a draft again; later states keep, the next export checks. */
export async function backToDraftIfIncomplete(stores: Stores, record: CaseRecord, at: Date): Promise<CaseRecord> {
  const changed = { ...record, contentRevision: record.contentRevision + 1 };
  if (record.status !== 'ready' || (await missingIn(stores, record)).length === 0) return changed;
  return moveCase(stores, changed, 'draft', { at });
}
