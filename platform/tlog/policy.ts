import { openNote } from './note.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { verifyProofWith } from './proof-file.ts';
import { TlogError } from './tlog-error.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { NoteVerifier } from './verifier-key.ts';

/** The name that stands for "no cosignature needed". */
export const NO_QUORUM = 'none';

/** Who is trusted, as written in a policy file. */
export interface Policy {
  /** Logs whose checkpoints are believed; each key is named like its log's origin. */
  readonly logs: readonly { readonly key: NoteVerifier; readonly url?: string }[];
  readonly witnesses: readonly { readonly name: string; readonly key: NoteVerifier; readonly url?: string }[];
  /** In the order of definition: a group only refers to witnesses and to groups before it. */
  readonly groups: readonly {
    readonly name: string;
    readonly threshold: number;
    readonly members: readonly string[];
  }[];
  /** Name of the witness or group that must have cosigned a checkpoint, or `none`. */
  readonly quorum: string;
  /** Keys that may sign exports, and nothing else. */
  readonly exporters: readonly { readonly key: NoteVerifier }[];
}

/** Whether cosignatures by these witnesses (names within the policy) satisfy the quorum. */
export function isQuorumMet(policy: Policy, cosignedBy: Iterable<string>): boolean {
  const satisfied = new Set(cosignedBy);
  for (const { name, threshold, members } of policy.groups) {
    if (members.filter((member) => satisfied.has(member)).length >= threshold) satisfied.add(name);
  }
  return policy.quorum === NO_QUORUM || satisfied.has(policy.quorum);
}

/**
 * Reads and verifies a signed checkpoint: signed by a log of the policy, under that log's origin, and cosigned by the quorum.
 * @param options.origin expected log; without it any log of the policy will do
 * @throws TlogError wrong_origin; log_signature_missing; quorum_not_met; malformed_checkpoint; and what `openNote` throws
 */
export function openCheckpointUnderPolicy(options: { note: Uint8Array; policy: Policy; origin?: string }): Checkpoint {
  const { policy, origin } = options;
  const verifiers = [...policy.logs, ...policy.witnesses].map(({ key }) => key);
  const { text, verifiedBy } = openNote(options.note, verifiers);
  const checkpoint = parseCheckpoint(text);
  if (origin !== undefined && checkpoint.origin !== origin) throw new TlogError('wrong_origin', `expected ${origin}`);
  if (!policy.logs.some(({ key }) => key.name === checkpoint.origin && verifiedBy.includes(key))) {
    throw new TlogError('log_signature_missing', 'not signed by a log of the policy under its own origin');
  }
  const cosignedBy = policy.witnesses.filter(({ key }) => verifiedBy.includes(key)).map(({ name }) => name);
  if (!isQuorumMet(policy, cosignedBy)) throw new TlogError('quorum_not_met', `quorum ${policy.quorum}`);
  return checkpoint;
}

/**
 * Verifies a proof file under a policy; see `verifyProofFile` and `openCheckpointUnderPolicy`.
 * @throws TlogError inclusion_not_proven; and what those two throw
 */
export function verifyProofFileUnderPolicy(options: {
  file: Uint8Array;
  leaf: Uint8Array;
  policy: Policy;
  origin?: string;
}): { index: number; size: number; root: Buffer } {
  const { policy, origin } = options;
  return verifyProofWith(options, (note) =>
    openCheckpointUnderPolicy({ note, policy, ...(origin === undefined ? {} : { origin }) }),
  );
}
