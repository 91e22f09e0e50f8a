import type { AuditContext } from '../../context.ts';
import type { ReadableEntry } from '../../log/entry-queries.ts';

/** An erased pseudonym leaves the entry and its proof; only who or what it was about is gone. */
export const AuditEntry = {
  id: ({ eventId }: ReadableEntry) => eventId,
  actor: ({ actorId }: ReadableEntry) => (actorId === null ? null : { __typename: 'Principal', id: actorId }),
  // From the leaf, which is what is proven; there is no column of its own to disagree with it.
  reasonCode: ({ leaf }: ReadableEntry) => (JSON.parse(leaf) as { readonly reason_code: string | null }).reason_code,
  targetId: ({ targetId, targetRef }: ReadableEntry) => targetId ?? targetRef,
  proof: ({ index }: ReadableEntry, _args: unknown, { proofs }: AuditContext) => proofs.proofFile(index),
};
