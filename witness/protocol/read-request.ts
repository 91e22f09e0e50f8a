import { decodeBase64, decodeDecimal } from '#platform/tlog';

/** A path between two trees of at most 2^63 leaves is no longer (C2SP tlog-witness). */
const MAX_PROOF_HASHES = 63;
const HASH_BYTES = 32;

/** A request to `add-checkpoint` as it was sent; nothing in it is verified. */
export interface AddCheckpointRequest {
  /** Size that the client believes to be the newest one cosigned. */
  readonly oldSize: number;
  /** Consistency proof from the old size to that of the checkpoint. */
  readonly proof: readonly Buffer[];
  /** The signed checkpoint, verbatim. */
  readonly note: Buffer;
}

/**
 * Reads the body of `POST add-checkpoint`: `old <size>`, proof lines, an empty line, the checkpoint.
 * @returns undefined for anything that is not exactly that; sizes beyond 2^53 - 1 are refused too
 */
export function readAddCheckpoint(body: Buffer): AddCheckpointRequest | undefined {
  // No line above the checkpoint is empty, so the first empty line separates.
  const end = body.indexOf('\n\n');
  if (end < 0) return undefined;
  // As latin1, so that a byte outside ASCII stays one that no rule below accepts.
  const [oldLine = '', ...proofLines] = body.toString('latin1', 0, end).split('\n');
  const oldSize = oldLine.startsWith('old ') ? decodeDecimal(oldLine.slice('old '.length)) : undefined;
  if (oldSize === undefined || proofLines.length > MAX_PROOF_HASHES) return undefined;
  const proof = proofLines.map(decodeBase64);
  if (!proof.every((hash) => hash?.length === HASH_BYTES)) return undefined;
  return { oldSize, proof: proof.filter((hash) => hash !== undefined), note: body.subarray(end + 2) };
}
