import { openCheckpointUnderPolicy, openNote, parseCheckpoint, parseNote, TlogError } from '#platform/tlog';
import type { Checkpoint, Policy } from '#platform/tlog';

/** A reading of a signed note: trusted under the policy, or merely well formed because the policy has no key to check it with. */
export interface Reading<T> {
  readonly value: T;
  readonly trusted: boolean;
}

/**
 * Reads a checkpoint. With log keys in the policy a wrong or missing signature is refused; without any it is read unverified.
 * @throws TlogError
 */
export function readCheckpoint(note: Uint8Array, policy: Policy | null): Reading<Checkpoint> {
  if (policy !== null && policy.logs.length > 0)
    return { value: openCheckpointUnderPolicy({ note, policy }), trusted: true };
  return { value: parseCheckpoint(parseNote(note).text), trusted: false };
}

/**
 * Reads what an exporter signed; see `readCheckpoint`.
 * @throws TlogError
 */
export function readExporterNote(note: Uint8Array, policy: Policy | null): Reading<string> {
  const keys = (policy?.exporters ?? []).map(({ key }) => key);
  if (keys.length > 0) return { value: openNote(note, keys).text, trusted: true };
  return { value: parseNote(note).text, trusted: false };
}

/**
 * The result of `read`, or the refusal of a tlog function as a finding.
 * @param what names what was read
 */
export function orFinding<T>(what: string, read: () => T): { value: T } | { finding: string } {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof TlogError) return { finding: `${what}: ${error.message}` };
    throw error;
  }
}

export const noTrustedLog = 'the policy names no log to check the signature with';
export const noTrustedExporter = 'the policy names no exporter to check the signature with';
