/** What `audit verify` knows how to verify. */
export const EVIDENCE_TYPES = ['bundle', 'checkpoint', 'proof', 'excerpt'] as const;
export type EvidenceType = (typeof EVIDENCE_TYPES)[number];

/** Every ZIP file begins with it. A bundle has a checkpoint inside, so this comes first. */
const ZIP_HEADER = 'PK';
const PROOF_HEADER = 'c2sp.org/tlog-proof@';
const EXCERPT_HEADER = '{"format":"lifeready.example/audit-excerpt/';
const SIGNATURE_LINE = '\n\n— ';

/**
 * What a file is, from its beginning. What is nothing else is taken for a bundle, which says best what is wrong with it.
 * @param bytes the file, or as much of its beginning as proofs and checkpoints have at the most
 */
export function evidenceTypeOf(bytes: Buffer): EvidenceType {
  if (startsWith(bytes, ZIP_HEADER)) return 'bundle';
  if (startsWith(bytes, PROOF_HEADER)) return 'proof';
  // Its first line has a checkpoint in it.
  if (startsWith(bytes, EXCERPT_HEADER)) return 'excerpt';
  return bytes.includes(SIGNATURE_LINE) ? 'checkpoint' : 'bundle';
}

/** Whether a file says itself what it is, so that nobody has to be told that it was taken for a bundle. */
export function isRecognised(bytes: Buffer): boolean {
  return evidenceTypeOf(bytes) !== 'bundle' || startsWith(bytes, ZIP_HEADER);
}

function startsWith(bytes: Buffer, text: string): boolean {
  return bytes.toString('latin1', 0, text.length) === text;
}
