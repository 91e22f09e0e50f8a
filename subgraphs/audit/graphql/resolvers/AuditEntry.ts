import type { AuditContext } from '../../context.ts';
import type { ReadableEntry } from '../../log/entry-queries.ts';

/**
 * An erased pseudonym leaves the entry and its proof; only who or what it was about is gone. Whom the reader may not know is null
 * here already: a reference gives the id out before identity is asked, and where nothing but the id is asked for it never is.
 */
export const AuditEntry = {
  id: ({ eventId }: ReadableEntry) => eventId,
  actor: (entry: ReadableEntry, _args: unknown, { people }: AuditContext) =>
    referenceTo('Principal', people(entry).actorId),
  onBehalfOf: (entry: ReadableEntry, _args: unknown, { people }: AuditContext) =>
    referenceTo('Principal', people(entry).onBehalfOfId),
  grant: (entry: ReadableEntry, _args: unknown, { people }: AuditContext) =>
    referenceTo('RoleGrant', people(entry).grantId),
  // From the leaf, which is what is proven.
  intentId: ({ leaf }: ReadableEntry) => inLeaf(leaf).intent_id,
  reasonCode: ({ leaf }: ReadableEntry) => inLeaf(leaf).reason_code,
  refusal: (entry: ReadableEntry, _args: unknown, { refusal }: AuditContext) => refusal(entry),
  targetId: ({ targetId, targetRef }: ReadableEntry) => targetId ?? targetRef,
  proof: ({ index }: ReadableEntry, _args: unknown, { proofs }: AuditContext) => proofs.proofFile(index),
};

function inLeaf(leaf: string): { readonly intent_id: string | null; readonly reason_code: string | null } {
  return JSON.parse(leaf) as ReturnType<typeof inLeaf>;
}

function referenceTo(__typename: string, id: string | null): { __typename: string; id: string } | null {
  return id === null ? null : { __typename, id };
}
