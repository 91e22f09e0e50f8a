import { createHash } from 'node:crypto';

/** What a finding is about, and so how it counts. */
export type FindingClass =
  /** The subgraphs do not form one schema. */
  | 'composition'
  /** A committed file is not what its generator writes. */
  | 'drift'
  /** Clients of the last release would stop working. */
  | 'breaking'
  /** Clients of the last release may behave differently; reported, not refused. */
  | 'dangerous'
  /** A guard of the last release is gone or weaker. */
  | 'security'
  /** A registered document would be refused. */
  | 'document'
  /** A rule of this schema is not kept. */
  | 'rule';

export interface Finding {
  readonly class: FindingClass;
  readonly message: string;
  /** Schema coordinate, file or document. */
  readonly where: string;
  /** What helps to judge it, such as how often a document is used; not part of what the finding is. */
  readonly note?: string;
}

/** Classes that a person can approve: the others are mistakes that have to be put right. */
export const APPROVABLE: ReadonlySet<FindingClass> = new Set(['breaking', 'security']);

/** Name of a finding in the file of approved changes. Another wording of the same change needs another approval. */
export function findingId(finding: Finding): string {
  const text = JSON.stringify([finding.class, finding.where, finding.message]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
