import { AppError } from '#platform/errors';
import { scopeOf } from './call.ts';
import { isOfSubject } from './check-documents.ts';
import type { Coordinate } from './access.ts';
import type { Acting } from './call.ts';
import type { DocumentDirectory, Stores, UnitOfWork } from './ports.ts';

interface SlotDeps {
  readonly uow: UnitOfWork;
  readonly documents: DocumentDirectory;
}

/** A slot that the caller may empty or fill anew: what it held when that was decided. */
export interface OpenSlot {
  /** @throws AppError CONFLICT when it holds something else by now; asked under the lock of the case */
  assertUnchanged(stores: Stores): Promise<void>;
}

/**
 * Attack: a proxy who was not granted red empties the slot of a red document, or puts another in its place, and the next pack goes
 * out without it. Rule: whoever acts by a grant handles no document beyond the tiers of that grant, also by taking it away. The
 * owner may empty what they like.
 * @throws AppError NOT_FOUND when the slot holds what the grant does not reach, as when it holds nothing
 */
export async function openSlot(
  { uow, documents }: SlotDeps,
  acting: Acting,
  at: Coordinate,
  { caseId, slot }: { readonly caseId: string; readonly slot: string },
): Promise<OpenSlot> {
  if (acting.subject.grant === undefined) return { assertUnchanged: () => Promise.resolve() };
  const held = await uow.read(scopeOf(acting), (stores) => documentIn(stores, caseId, slot));
  if (held !== undefined) {
    const [document] = await documents.documents(acting, [held]);
    if (document === null || document === undefined || !isOfSubject(acting.subject, document)) {
      acting.access.refuse(at, 'tier');
      throw new AppError('NOT_FOUND');
    }
  }
  return {
    assertUnchanged: async (stores) => {
      if ((await documentIn(stores, caseId, slot)) !== held) throw new AppError('CONFLICT');
    },
  };
}

async function documentIn({ cases }: Stores, caseId: string, slot: string): Promise<string | undefined> {
  return (await cases.evidence(caseId)).find((evidence) => evidence.slot === slot)?.documentId;
}
