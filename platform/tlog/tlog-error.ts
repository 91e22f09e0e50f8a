/** Every way in which the functions of this folder refuse. Closed: callers may switch over it exhaustively. */
export const TLOG_ERROR_REASONS = [
  'malformed_hash',
  'number_out_of_range',
  'malformed_frontier',
  'nodes_missing',
  'malformed_key_name',
  'malformed_seed',
  'malformed_verifier_key',
  'unsupported_key_type',
  'ambiguous_key',
  'malformed_note',
  'note_too_large',
  'too_many_signatures',
  'invalid_signature',
  'no_known_signature',
  'malformed_checkpoint',
  'wrong_origin',
  'log_signature_missing',
  'quorum_not_met',
  'malformed_proof_file',
  'inclusion_not_proven',
  'malformed_policy',
  'not_json',
  'malformed_tile_path',
  'malformed_tile',
  'malformed_bundle',
] as const;

export type TlogErrorReason = (typeof TLOG_ERROR_REASONS)[number];

/** A refusal by the transparency-log primitives. `reason` is stable; the message is for logs and never holds secrets. */
export class TlogError extends Error {
  readonly reason: TlogErrorReason;

  constructor(reason: TlogErrorReason, detail: string) {
    super(`${reason}: ${detail}`);
    this.name = 'TlogError';
    this.reason = reason;
  }
}
