import type { Verdict } from '../report.ts';

/** What was found in a published log. */
export interface FsckReport {
  /** `untrusted`: everything fits, but no policy says whose signature to believe. */
  readonly verdict: Verdict;
  readonly log: {
    readonly origin: string;
    readonly size: number;
    /** Base64, as in the checkpoint. */
    readonly root: string;
  } | null;
  /** Size of the older checkpoint that the log was found to continue; null when none was given, or it does not. */
  readonly continues: number | null;
  /** Entries read and checked; null when only hashes were. */
  readonly entries: number | null;
  /** Tenants whose chains were followed; null when only hashes were. */
  readonly tenants: number | null;
  readonly seconds: number;
  /** What is wrong. May quote the log, so it is not trusted text. */
  readonly findings: readonly string[];
}

/** Findings after which the rest of the log is not looked at: it is another log by then. */
export const MAX_FINDINGS = 100;

/** Collects what is wrong, up to a bound. */
export interface Findings {
  add(finding: string): void;
  readonly list: readonly string[];
  /** Whether there are so many that there is no use in going on. */
  readonly full: boolean;
}

export function createFindings(): Findings {
  const list: string[] = [];
  return {
    add: (finding) => {
      if (list.length < MAX_FINDINGS) list.push(finding);
    },
    list,
    get full() {
      return list.length >= MAX_FINDINGS;
    },
  };
}
