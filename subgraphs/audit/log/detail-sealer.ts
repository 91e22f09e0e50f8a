import { sealDetail } from './sealed-detail.ts';
import type { SaltedDetail } from './sealed-detail.ts';
import type { SubjectKeys } from './subject-keys.ts';
import type { DetailRow, PseudonymRow, SubjectKeyRow } from './types.ts';

/** Subjects of one batch whose keys may be broken. */
const MAX_BROKEN = 8;

/** A detail that is not sealed yet. */
export interface OpenDetail {
  readonly eventId: string;
  readonly tenantRef: string;
  readonly subjectRef: string;
  readonly salted: SaltedDetail;
}

export interface SealedDetails {
  readonly details: readonly DetailRow[];
  /** Of subjects that had no key. */
  readonly subjectKeys: readonly SubjectKeyRow[];
  /** Those of the known pseudonyms whose key is new. */
  readonly keyed: readonly PseudonymRow[];
  /** Why details are not sealed, by their event id: the key of their subject cannot be opened. */
  readonly unsealed: ReadonlyMap<string, Error>;
}

/**
 * Seals the details of a batch, each under the key of its subject; who has none gets one.
 * @param known pseudonyms with the keys that exist
 * @throws AppError KEY_UNAVAILABLE when no key can be made, and when many cannot be opened
 */
export async function sealDetails(
  subjectKeys: SubjectKeys,
  known: readonly PseudonymRow[],
  open: readonly OpenDetail[],
): Promise<SealedDetails> {
  const wrappedOf = new Map<string, string>();
  for (const { ref, wrappedKey } of known) if (wrappedKey !== null) wrappedOf.set(ref, wrappedKey);
  const created: SubjectKeyRow[] = [];
  const details: DetailRow[] = [];
  const unsealed = new Map<string, Error>();
  const broken = new Map<string, Error>();
  for (const { eventId, tenantRef, subjectRef, salted } of open) {
    let wrapped = wrappedOf.get(subjectRef);
    if (wrapped === undefined) {
      wrapped = await subjectKeys.create(subjectRef);
      wrappedOf.set(subjectRef, wrapped);
      created.push({ tenantRef, subjectRef, wrapped });
    }
    const key = broken.get(subjectRef) ?? (await subjectKeys.open(subjectRef, wrapped).catch(asError));
    if (key instanceof Error) {
      broken.set(subjectRef, key);
      // So many at once are not somebody's keys, but the key management; each would be waited for.
      if (broken.size > MAX_BROKEN) throw key;
      unsealed.set(eventId, key);
    } else details.push({ eventId, tenantRef, subjectRef, sealed: sealDetail(key, eventId, salted) });
  }
  const newKeys = new Map(created.map(({ subjectRef, wrapped }) => [subjectRef, wrapped]));
  const keyed = known.flatMap((row) => {
    const wrappedKey = row.kind === 'object' ? undefined : newKeys.get(row.ref);
    return wrappedKey === undefined ? [] : [{ ...row, wrappedKey }];
  });
  return { details, subjectKeys: created, keyed, unsealed };
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error('a key cannot be opened', { cause });
}
