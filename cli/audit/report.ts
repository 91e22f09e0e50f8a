/** What a bundle or an excerpt was checked for. */
export const checkTitles = {
  file: 'The file is whole',
  bag: 'Every file is there and unchanged',
  signature: 'An exporter signed the bundle',
  checkpoint: 'The log signed the checkpoint',
  excerpt: 'Every audit entry is in the log',
  export: 'The log has an entry for this very export',
  tenant: 'All audit entries belong to one tenant',
  chain: 'No other audit entry is missing',
  documents: 'The index describes every document',
} as const;

export type CheckId = keyof typeof checkTitles;

/** Checks of each, in the order of the report. */
export const bundleChecks: readonly CheckId[] = [
  'bag',
  'signature',
  'checkpoint',
  'excerpt',
  'export',
  'tenant',
  'chain',
  'documents',
];
export const excerptChecks: readonly CheckId[] = ['file', 'checkpoint', 'excerpt', 'tenant', 'chain'];

/**
 * `untrusted`: everything fits, but no trusted key says so. `skipped`: an earlier check failed, so that the answer would mean
 * nothing; never the only thing wrong with a bundle. `not_covered`: a bundle of an older form says nothing of it.
 */
export type CheckStatus = 'passed' | 'failed' | 'untrusted' | 'skipped' | 'not_covered';

export interface Check {
  readonly id: CheckId;
  readonly title: string;
  readonly status: CheckStatus;
  /** What is wrong, or what stands behind a pass. May quote the bundle, so it is not trusted text. */
  readonly findings: readonly string[];
}

export type Verdict = 'verified' | 'failed' | 'untrusted';

export interface BundleReport {
  readonly verdict: Verdict;
  readonly bundle: {
    /** The top folder; null when the archive could not be read. */
    readonly name: string | null;
    /** Lower-case hex: the one value that stands for the whole content. */
    readonly tagmanifestSha256: string | null;
    readonly files: number;
    /** Payload bytes. */
    readonly bytes: number;
  };
  readonly checks: readonly Check[];
}

/** Exit codes of `lifeready audit verify`; a promise to scripts. */
export const exitCodes = { verified: 0, failed: 1, usage: 2, untrusted: 3 } as const;

export function makeCheck(id: CheckId, status: CheckStatus, findings: readonly string[] = []): Check {
  return { id, title: checkTitles[id], status, findings };
}

/** Whatever is not passed, merely untrusted or not covered by the form of the bundle fails it. */
export function verdictOf(checks: readonly Check[]): Verdict {
  const holds: readonly CheckStatus[] = ['passed', 'not_covered'];
  if (checks.every(({ status }) => holds.includes(status))) return 'verified';
  return checks.every(({ status }) => holds.includes(status) || status === 'untrusted') ? 'untrusted' : 'failed';
}

/** Every check in the order of the report; one that was not made is skipped, so that none can be forgotten silently. */
export function inOrder(ids: readonly CheckId[], made: readonly Check[], reason: string): Check[] {
  return ids.map((id) => made.find((check) => check.id === id) ?? makeCheck(id, 'skipped', [reason]));
}
