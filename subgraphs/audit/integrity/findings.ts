/**
 * What can be wrong:
 * - `leaf`: an entry is not the one whose hash the tree has, or is no entry at all
 * - `missing`, `extra`: a row that must be there, or must not
 * - `column`: a column beside an entry says something else than the entry
 * - `chain`: an entry does not follow the one before of its tenant, or the tenant's head is another
 * - `node`: a node of the tree does not follow from those below it
 * - `tile`: a published file is not that of the log
 * - `head`: the head of the log is not that of its entries
 * - `checkpoint`: something that was signed before is not in this log
 */
export type FindingKind = 'leaf' | 'missing' | 'extra' | 'column' | 'chain' | 'node' | 'tile' | 'head' | 'checkpoint';

/** One place at which the log is not what it must be. Says nothing of what an entry is about. */
export interface Finding {
  readonly kind: FindingKind;
  /** Where; the same thing has the same place each time it is found. */
  readonly place: string;
  readonly problem: string;
}

/** Findings that one look reports. After as many it is another log. */
export const MAX_FINDINGS = 100;

/**
 * Whether it contradicts what was signed. Whatever else is wrong leaves the tree that is signed as it was: from there the log goes on
 * with the same history.
 */
export function contradictsHistory({ kind }: Finding): boolean {
  return kind === 'head' || kind === 'checkpoint';
}
