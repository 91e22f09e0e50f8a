/** Findings that are listed before the rest is only counted. */
const MAX_FINDINGS = 20;

/** Bounded, however much is wrong with a file of any length. */
export interface Findings {
  add(finding: string): void;
  readonly count: number;
  list(): string[];
}

export function createFindings(): Findings {
  const listed: string[] = [];
  let count = 0;
  return {
    add: (finding) => {
      count += 1;
      if (listed.length < MAX_FINDINGS) listed.push(finding);
    },
    get count() {
      return count;
    },
    list: () => (count > listed.length ? [...listed, `and ${String(count - listed.length)} more`] : [...listed]),
  };
}
