import { sealDetail } from './sealed-detail.ts';
import type { SaltedDetail } from './sealed-detail.ts';
import type { SubjectKeys } from './subject-keys.ts';
import type { DetailRow, PseudonymRow, SubjectKeyRow } from './types.ts';

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
}

/**
 * Seals the details of a batch, each under the key of its subject; who has none gets one.
 * @param known pseudonyms with the keys that exist
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
  for (const { eventId, tenantRef, subjectRef, salted } of open) {
    let wrapped = wrappedOf.get(subjectRef);
    if (wrapped === undefined) {
      wrapped = await subjectKeys.create(subjectRef);
      wrappedOf.set(subjectRef, wrapped);
      created.push({ tenantRef, subjectRef, wrapped });
    }
    const key = await subjectKeys.open(subjectRef, wrapped);
    details.push({ eventId, tenantRef, subjectRef, sealed: sealDetail(key, eventId, salted) });
  }
  const newKeys = new Map(created.map(({ subjectRef, wrapped }) => [subjectRef, wrapped]));
  const keyed = known.flatMap((row) => {
    const wrappedKey = row.kind === 'object' ? undefined : newKeys.get(row.ref);
    return wrappedKey === undefined ? [] : [{ ...row, wrappedKey }];
  });
  return { details, subjectKeys: created, keyed };
}
