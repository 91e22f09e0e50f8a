/** What `audit verify` knows how to verify. */
export const EVIDENCE_TYPES = ['bundle', 'checkpoint', 'proof'] as const;
export type EvidenceType = (typeof EVIDENCE_TYPES)[number];

/** Every ZIP file begins with it. A bundle has a checkpoint inside, so this comes first. */
const ZIP_HEADER = 'PK';
const PROOF_HEADER = 'c2sp.org/tlog-proof@';
const SIGNATURE_LINE = '\n\n— ';

/**
 * What a file is, from its beginning. What is neither a proof nor a checkpoint is taken for a bundle, which says best what is wrong with
 * it.
 * @param bytes the file, or undefined when it is larger than proofs and checkpoints are
 */
export function evidenceTypeOf(bytes: Buffer | undefined): EvidenceType {
  if (bytes === undefined || startsWith(bytes, ZIP_HEADER)) return 'bundle';
  if (startsWith(bytes, PROOF_HEADER)) return 'proof';
  return bytes.includes(SIGNATURE_LINE) ? 'checkpoint' : 'bundle';
}

function startsWith(bytes: Buffer, text: string): boolean {
  return bytes.toString('latin1', 0, text.length) === text;
}
