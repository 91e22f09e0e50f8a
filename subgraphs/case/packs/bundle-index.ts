import type { PayloadFile } from '#platform/bagit';
import type { PackPlan } from '../domain/ports.ts';
import type { BundledDocument } from './pack-content.ts';

/**
 * Version of the bundle's form. 1 had no statement of what its excerpt of the log leaves out (data/audit/excerpt.json); everything else
 * is the same, and verifiers read both.
 */
const INDEX_VERSION = 2;

export type BundledFile = Pick<PayloadFile, 'path' | 'sha256' | 'byteSize'> & { readonly mediaType: string };

/** data/index.json: every payload file but itself and the audit excerpt, with what was counted on the way in. */
export function bundleIndex(
  plan: PackPlan,
  documents: readonly BundledDocument[],
  files: readonly BundledFile[],
): string {
  const { packId, record, proxyGrantId, exportedAt, contacts } = plan;
  const index = {
    version: INDEX_VERSION,
    packId,
    caseId: record.id,
    caseType: record.type,
    exportedAt: exportedAt.toISOString(),
    exportedBy: { role: proxyGrantId === null ? 'principal' : 'proxy', grantId: proxyGrantId },
    contacts: contacts.map(({ name, phoneE164, relationship }) => ({ name, phoneE164, relationship })),
    documents,
    files: files.map(({ path, sha256, byteSize, mediaType }) => ({ path, sha256, byteSize, mediaType })),
  };
  return `${JSON.stringify(index, null, 2)}\n`;
}
