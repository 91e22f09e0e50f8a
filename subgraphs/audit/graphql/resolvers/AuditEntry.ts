import type { AuditContext } from '../../context.ts';
import type { ReadableEntry } from '../../log/entry-queries.ts';

/** An erased pseudonym leaves the entry and its proof; only who or what it was about is gone. */
export const AuditEntry = {
  id: ({ eventId }: ReadableEntry) => eventId,
  actor: ({ actorId }: ReadableEntry) => (actorId === null ? null : { __typename: 'Principal', id: actorId }),
  targetId: ({ targetId, targetRef }: ReadableEntry) => targetId ?? targetRef,
  proof: ({ index }: ReadableEntry, _args: unknown, { proofs }: AuditContext) => proofs.proofFile(index),
};
