import { z } from 'zod';

/** Files of an export bundle, by their path inside the top folder, and their JSON forms. */

export const bundlePaths = {
  signature: 'signature.note',
  exportProof: 'export.tlog-proof',
  index: 'data/index.json',
  checkpoint: 'data/audit/checkpoint',
  entries: 'data/audit/entries.jsonl',
  excerpt: 'data/audit/excerpt.json',
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
  /** Entries of the tenant between this one and the one before that are left out. Absent in bundles of the first form. */
  withheld: z.int().nonnegative().optional(),
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

/** What the check of a tenant's chain reads of an entry. */
export const chainedLeaf = z.looseObject({
  type: z.string(),
  action: z.string(),
  outcome: z.string().nullish(),
  tenant_ref: z.string().min(1),
  tenant_seq: z.int().positive(),
  tenant_prev: z.string().regex(/^[0-9a-f]{64}$/),
  target_type: z.string(),
  target_ref: z.string(),
  actor_ref: z.string().nullish(),
  actor_role: z.string().nullish(),
  detail_commit: z.string().nullish(),
});

/** What an excerpt says of itself. The entry about it, its last one, commits to `issued.detail`. */
export const excerptHeader = z.strictObject({
  about: z.enum(['Case', 'Principal']),
  entries: z.int().positive(),
  withheld: z.int().nonnegative(),
  issued: z.strictObject({
    salt: hash,
    detail: z.strictObject({
      about: z.enum(['Case', 'Principal']),
      othersInTenant: z.boolean().optional(),
      /** How many of the first `logSize` entries of the log it discloses. */
      disclosed: z.int().nonnegative(),
      logSize: z.int().nonnegative(),
    }),
  }),
});
export type ExcerptHeader = z.output<typeof excerptHeader>;

/** First line of an excerpt that is a file of its own. */
export const excerptFileHeader = excerptHeader.extend({
  format: z.literal('lifeready.example/audit-excerpt/v1'),
  checkpoint: z.string(),
});

/** Its last line: SHA-256 of all the bytes before it, lower-case hex. */
export const excerptFileEnd = z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) });

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
  /** Form of the bundle; the first did not always say it. */
  version: z.union([z.literal(1), z.literal(2)]).default(1),
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
