import { AppError, asAppError } from '#platform/errors';
import { bundleIndex, instructionsMarkdown, packContent, summaryPdf } from '../packs/index.ts';
import { addDocuments } from './bundle-documents.ts';
import { EXPORT_PROOF_FILE, SIGNATURE_FILE, exportProof, signExport } from './export-signature.ts';
import { openPackArchive } from './pack-archive.ts';
import type { AuditClient, AuditExcerpt } from '#platform/audit';
import type { BagWriter, SealedBag } from '#platform/bagit';
import type { KeyManagement } from '#platform/crypto';
import type { ObjectStore } from '#platform/object-store';
import type { NoteSigner } from '#platform/tlog';
import type { ReadDocumentBytes } from '../directory/document-bytes.ts';
import type { PackBuilder, PackPlan, StagedPack } from '../domain/ports.ts';
import type { Acting } from '../domain/call.ts';
import type { BundledFile } from '../packs/index.ts';
import type { PackArchive } from './pack-archive.ts';

/** The context token under which the vault is read lives no longer, so nothing could still come after this time. */
const BUILD_TIMEOUT_MS = 60_000;

export interface PackBuilderDeps {
  readonly kms: KeyManagement;
  readonly store: ObjectStore;
  readonly signer: NoteSigner;
  readonly audit: Pick<AuditClient, 'excerpt'>;
  readonly readBytes: ReadDocumentBytes;
}

/**
 * Builds packs: a BagIt bag in a ZIP that proves itself offline (security design, section 6). Everything but the signature and
 * the log entry is written before the log entry exists; what is hashed is what is stored.
 */
export function createPackBuilder(deps: PackBuilderDeps): PackBuilder {
  return {
    build: async (acting, plan) => {
      const { tenantId, principalId, id: caseId } = plan.record;
      const pack = { id: plan.packId, tenantId, principalId, caseId };
      const archive = await openPackArchive(deps, pack, {
        name: plan.packId,
        baggingDate: plan.exportedAt.toISOString().slice(0, 10),
        externalIdentifier: `case ${caseId}`,
      });
      const signal = AbortSignal.timeout(BUILD_TIMEOUT_MS);
      const stop = (): void => archive.bag.abort(new AppError('SERVICE_UNAVAILABLE', { cause: signal.reason }));
      signal.addEventListener('abort', stop);
      try {
        const sealed = await fill(deps, archive.bag, acting, plan, signal);
        return staged(deps, archive, plan, sealed);
      } catch (error) {
        throw await archive.discard(asAppError(error));
      } finally {
        signal.removeEventListener('abort', stop);
      }
    },
  };
}

async function fill(
  deps: PackBuilderDeps,
  bag: BagWriter,
  acting: Acting,
  plan: PackPlan,
  signal: AbortSignal,
): Promise<SealedBag> {
  const documents = await addDocuments(bag, deps.readBytes, acting, plan, signal);
  const content = packContent(plan, documents);
  const files: BundledFile[] = [];
  const add = async (path: string, mediaType: string, body: Buffer): Promise<void> => {
    files.push({ ...(await bag.addPayload({ path, body })), mediaType });
  };
  await add('data/summary.pdf', 'application/pdf', await summaryPdf(content, plan.exportedAt));
  await add('data/instructions.md', 'text/markdown; charset=utf-8', Buffer.from(instructionsMarkdown(content)));
  await bag.addPayload({ path: 'data/index.json', body: Buffer.from(bundleIndex(plan, documents, files)) });
  await addExcerpt(bag, await readExcerpt(deps, acting, plan));
  return bag.seal();
}

type IssuedExcerpt = AuditExcerpt & { readonly issued: NonNullable<AuditExcerpt['issued']> };

/** Entries of this case and of nobody else, each with its proof in one checkpoint, up to the one about the excerpt. */
async function readExcerpt(
  { audit }: PackBuilderDeps,
  { contextToken, requestId, subject }: Acting,
  { record }: PackPlan,
): Promise<IssuedExcerpt> {
  const onBehalfOf = subject.grant?.principalId;
  const target = { targetType: 'Case', targetId: record.id, onBehalfOf };
  const excerpt = await audit.excerpt({ ...target, contextToken, requestId });
  // The opening of the case is in the log, so an empty excerpt is not the truth.
  const { issued } = excerpt;
  if (issued === null || excerpt.entries.length === 0)
    throw new AppError('AUDIT_UNAVAILABLE', { cause: new Error('the excerpt is empty') });
  return { ...excerpt, issued };
}

async function addExcerpt(bag: BagWriter, { checkpoint, entries, issued }: IssuedExcerpt): Promise<void> {
  const lines = entries.map(({ index, withheld, leaf, proof }) => JSON.stringify({ index, withheld, leaf, proof }));
  const withheld = entries.reduce((sum, entry) => sum + entry.withheld, 0);
  const header = { about: 'Case', entries: entries.length, withheld, issued };
  await bag.addPayload({ path: 'data/audit/checkpoint', body: Buffer.from(checkpoint) });
  await bag.addPayload({ path: 'data/audit/excerpt.json', body: Buffer.from(`${JSON.stringify(header)}\n`) });
  await bag.addPayload({
    path: 'data/audit/entries.jsonl',
    body: Buffer.from(lines.map((line) => `${line}\n`).join('')),
  });
}

function staged(
  { signer }: PackBuilderDeps,
  archive: PackArchive,
  { packId }: PackPlan,
  { tagmanifestSha256 }: SealedBag,
): StagedPack {
  return {
    tagmanifestSha256,
    seal: async ({ receipt, detail }) => {
      archive.bag.addUnlisted({ path: SIGNATURE_FILE, body: signExport(signer, packId, tagmanifestSha256) });
      archive.bag.addUnlisted({ path: EXPORT_PROOF_FILE, body: exportProof(receipt, detail) });
      archive.bag.finish();
      return archive.stored();
    },
    discard: async () => {
      await archive.discard(new Error('the export did not happen'));
    },
  };
}
