import { AppError, badInput } from '#platform/errors';
import { caseEntry, lockCase, missingIn, moveCase, moved } from './change-case.ts';
import { assertAttachable } from './check-documents.ts';
import { MAX_DOCUMENTS, isSlot } from './slots.ts';
import { assertEvidenceMayChange } from './state-machine.ts';
import { ownScope } from './scope.ts';
import type { Clock } from '#platform/clock';
import type { CaseRecord } from './case-types.ts';
import type { DocumentDirectory, Stores, UnitOfWork } from './ports.ts';
import type { Call } from './scope.ts';

export interface AttachInput {
  readonly caseId: string;
  readonly slot: string;
  readonly documentId: string;
}

/**
 * Fills a slot with a document of the caller; what was there is replaced.
 * @throws AppError NOT_FOUND for a case or document that is not the caller's, BAD_USER_INPUT for an unknown slot
 */
export async function attachEvidence(
  deps: { readonly uow: UnitOfWork; readonly clock: Clock; readonly documents: DocumentDirectory },
  call: Call,
  { caseId, slot, documentId }: AttachInput,
): Promise<CaseRecord> {
  const scope = ownScope(call);
  const known = await deps.uow.read(scope, ({ cases }) => cases.find(caseId));
  if (known === undefined) throw new AppError('NOT_FOUND');
  if (!isSlot(known.type, slot)) throw badInput('input.slot', 'is not a slot of this kind of case');
  const [document] = await deps.documents.documents(call, [documentId]);
  assertAttachable(known.type, document, 'input.documentId');
  const addedAt = new Date(deps.clock.now());
  return deps.uow.change({ scope, by: call.caller, requestId: call.requestId }, async (stores) => {
    const before = await lockCase(stores, caseId);
    assertEvidenceMayChange(before.status);
    await assertRoomFor(stores, caseId, slot);
    await stores.cases.putEvidence({ ...scope, caseId, slot, documentId, addedAt });
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
