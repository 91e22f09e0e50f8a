import type { Caller } from '#platform/auth';
import type { ReadableEntry } from './entry-queries.ts';

/** The people in an entry, and the grant between them, as far as one reader may know them. */
export interface VisiblePeople {
  readonly actorId: string | null;
  readonly onBehalfOfId: string | null;
  readonly grantId: string | null;
}

type Reader = Pick<Caller, 'principalId' | 'grants'>;

/**
 * Who in an entry is shown to whom. An entry stays in the trail of whoever owns its object, but that does not make its people known
 * to them: whoever tries somebody's link is in that trail too, and is nobody whom the owner may see.
 *
 * - Auditors see everybody; their search is recorded.
 * - Whoever acted, and whoever let them by a grant, see both and the grant.
 * - Readers of an organisation's trail see who changed something in their own right: only its own people can.
 * - Everybody sees those who have granted them a role, while the grant lasts.
 *
 * @param nowSeconds seconds since the Unix epoch
 */
export function visiblePeople(entry: ReadableEntry, reader: Reader, nowSeconds: number): VisiblePeople {
  const { actorId, onBehalfOfId, grantId } = entry;
  if (entry.readAs === 'auditor' || isParty(entry, reader)) return { actorId, onBehalfOfId, grantId };
  if (isOrganisationsOwnChange(entry)) return { actorId, onBehalfOfId: null, grantId: null };
  const granters = reader.grants
    .filter(({ expiresAt }) => expiresAt === null || expiresAt > nowSeconds)
    .map(({ principalId }) => principalId);
  const ifGranter = (id: string | null): string | null => (id !== null && granters.includes(id) ? id : null);
  return { actorId: ifGranter(actorId), onBehalfOfId: ifGranter(onBehalfOfId), grantId: null };
}

function isParty(entry: ReadableEntry, { principalId }: Reader): boolean {
  return entry.actorId === principalId || entry.onBehalfOfId === principalId || isByGrantOfOwner(entry);
}

/**
 * Entries from before the log said on whose behalf: a grant opened nothing but the rows of whoever gave it, and this trail is that
 * person's. A refusal proves no such thing.
 */
function isByGrantOfOwner({ readAs, onBehalfOfRef, grantRef, outcome }: ReadableEntry): boolean {
  return readAs === 'principal' && onBehalfOfRef === null && grantRef !== null && outcome !== 'DENIED';
}

function isOrganisationsOwnChange({ readAs, onBehalfOfRef, grantRef, kind }: ReadableEntry): boolean {
  return readAs === 'organisation' && kind !== 'FACT' && onBehalfOfRef === null && grantRef === null;
}
