import { z } from 'zod';

/** Files of an export bundle, by their path inside the top folder, and their JSON forms. */

export const bundlePaths = {
  signature: 'signature.note',
  exportProof: 'export.tlog-proof',
  index: 'data/index.json',
  checkpoint: 'data/audit/checkpoint',
  entries: 'data/audit/entries.jsonl',
} as const;

/** Top-level files that are made after the tagmanifest and so cannot be listed in it. */
export const unlistedFiles: readonly string[] = [bundlePaths.signature, bundlePaths.exportProof];

/**
 * The text that an exporter signs. It names the kind of statement, so that a signature made for something else can never
 * stand for a bundle; the bag name, so that it belongs to one export; and the hash that covers every file.
 */
export function signedText(bagName: string, tagmanifestSha256: string): string {
  return `lifeready.example/export\n${bagName}\nsha256:${tagmanifestSha256}\n`;
}

const hash = z.base64().transform((text, context) => {
  const bytes = Buffer.from(text, 'base64');
  // One spelling only: the decoder ignores stray bits that another program might read.
  if (bytes.length === 32 && bytes.toString('base64') === text) return bytes;
  context.addIssue({ code: 'custom', message: 'not the base64 of 32 bytes' });
  return z.NEVER;
});

// Half a surrogate pair has no UTF-8 form, so its bytes, and with them its hash, would be those of another text.
const verbatimText = z.string().refine((text) => text.isWellFormed(), 'not well-formed Unicode');

/** One line of entries.jsonl. */
export const entryLine = z.strictObject({
  index: z.int().nonnegative(),
  /** The entry exactly as it was logged. */
  leaf: verbatimText,
  /** From the leaf's sibling up. */
  proof: z.array(hash).max(64),
});

/** What the checks read of an audit entry; it has more members. Of both forms: the first has no `on_behalf_of_ref`. */
export const leafContent = z.looseObject({
  type: z.string(),
  tenant_ref: z.string().min(1),
  action: z.string(),
  actor_ref: z.string().nullish(),
  actor_role: z.string().nullish(),
  on_behalf_of_ref: z.string().nullish(),
  detail_commit: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullish(),
});

/** Extra data of export.tlog-proof: the entry, and what opens its commitment. */
export const exportProofExtra = z.strictObject({
  leaf: verbatimText,
  salt: hash,
  detail: z.looseObject({ tagmanifestSha256: z.string() }),
});

const listedFile = z.looseObject({
  path: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  byteSize: z.int().nonnegative(),
  mediaType: z.string().min(1),
});

/** data/index.json: the documents, and the files that were written for the bundle itself. */
export const bundleIndex = z.looseObject({
  documents: z.array(
    listedFile.extend({
      title: z.string(),
      slot: z.string().min(1),
      documentId: z.uuid(),
      versionId: z.uuid(),
    }),
  ),
  files: z.array(listedFile).optional(),
});

/**
 * Parses JSON text with a schema.
 * @param what names the text in the finding
 * @returns the value, or a finding
 */
export function parseJson<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
  what: string,
): { value: z.output<Schema> } | { finding: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { finding: `${what} is not JSON` };
  }
  const result = schema.safeParse(json);
  if (result.success) return { value: result.data };
  const [issue] = result.error.issues;
  return { finding: `${what}: ${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'not valid'}` };
}
