import { canonicalJson, formatProofFile, parseProofFile, signNote } from '#platform/tlog';
import type { AppendReceipt, AuditDetail } from '#platform/audit';
import type { NoteSigner } from '#platform/tlog';

/** Top-level files outside every manifest: they are made after it. */
export const SIGNATURE_FILE = 'signature.note';
export const EXPORT_PROOF_FILE = 'export.tlog-proof';

/**
 * Signs a sealed bag. The text names the kind of statement, so that a signature made for something else never stands for a
 * bundle; the bag, so that it belongs to one export; and the hash that covers every file.
 */
export function signExport(signer: NoteSigner, bagName: string, tagmanifestSha256: string): Buffer {
  return signNote(`lifeready.example/export\n${bagName}\nsha256:${tagmanifestSha256}\n`, signer);
}

/** The proof that the log has the entry of this export, with what opens the entry's commitment to its details. */
export function exportProof({ proof, leaf, salt }: AppendReceipt, detail: AuditDetail): Buffer {
  const { index, proof: hashes, checkpoint } = parseProofFile(Buffer.from(proof));
  return formatProofFile({ index, proof: hashes, checkpoint, extra: canonicalJson({ leaf, salt, detail }) });
}
