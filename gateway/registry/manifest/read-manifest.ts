import { createHash } from 'node:crypto';
import { z } from 'zod';
import { isHashId, parseDocumentId } from '../../documents/document-id.ts';
import { documentIdOf } from '../../documents/manifest.ts';
import { invalidManifest } from './invalid-manifest.ts';
import type { ManifestFormat } from '../types.ts';

/** Documents of one manifest; a client with more publishes several. */
const MAX_DOCUMENTS = 2_000;
const MAX_BODY_CHARACTERS = 100_000;
/** Relay names documents by the MD5 of their text unless told otherwise. */
const MD5 = /^[0-9a-f]{32}$/;

/** One document as a manifest has it, with the place it stands at. */
export interface ManifestDocument {
  readonly id: string;
  readonly body: string;
  /** Undefined where the format has no place for it. */
  readonly name: string | undefined;
  /** Such as `manifest.operations.3`. */
  readonly path: string;
}

export interface ReadManifest {
  readonly format: ManifestFormat;
  readonly documents: readonly ManifestDocument[];
}

const text = z.string().min(1).max(MAX_BODY_CHARACTERS);

const apollo = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(
    z.object({
      id: z.string(),
      name: z.string().min(1).max(200),
      type: z.enum(['query', 'mutation']),
      body: text,
      clientName: z.string().nullish(),
    }),
  ),
});
const pairs = z.array(z.tuple([z.string(), text]));

/**
 * Reads a manifest in whichever of three formats it is: Apollo's; Relay's, a list of pairs or an object with MD5 hashes as keys; any
 * other object of ids and texts.
 * Attack: an id that looks like the hash of one text and stands for another. Rule: an id that claims to be a hash is computed again.
 * @param client a manifest of Apollo's that names a client must name this one
 * @throws AppError MANIFEST_INVALID with the place
 */
export function readManifest(value: unknown, client: string): ReadManifest {
  const read = inFormat(value, client);
  if (read.documents.length === 0) throw invalidManifest('manifest', 'has no documents');
  if (read.documents.length > MAX_DOCUMENTS) {
    throw invalidManifest('manifest', `must have at most ${String(MAX_DOCUMENTS)} documents`);
  }
  return { ...read, documents: withCheckedIds(read.documents) };
}

function inFormat(value: unknown, client: string): ReadManifest {
  if (Array.isArray(value)) {
    const documents = parsed(pairs, value).map(([id, body], index) => ({ id, body, name: undefined, path: at(index) }));
    return { format: 'relay', documents };
  }
  if (typeof value === 'object' && value !== null && 'format' in value) return inApolloFormat(value, client);
  if (typeof value !== 'object' || value === null) throw invalidManifest('manifest', 'is not a manifest');
  // Entry by entry, so that a key such as `__proto__` is a key like any other and none is lost.
  const entries = Object.entries(value);
  const documents = entries.map(([id, body]) => ({ id, body: parsed(text, body, id), name: undefined, path: at(id) }));
  return { format: entries.every(([id]) => MD5.test(id)) ? 'relay' : 'key-value', documents };
}

function inApolloFormat(value: object, client: string): ReadManifest {
  const documents = parsed(apollo, value).operations.map(({ id, name, body, clientName }, index) => {
    const path = at('operations', index);
    if ((clientName ?? client) !== client) throw invalidManifest(`${path}.clientName`, 'is another client');
    return { id, name, body, path };
  });
  return { format: 'apollo', documents };
}

function withCheckedIds(documents: readonly ManifestDocument[]): ManifestDocument[] {
  const seen = new Set<string>();
  return documents.map((document) => {
    const id = parseDocumentId(document.id);
    const path = `${document.path}.id`;
    if (id === undefined) throw invalidManifest(path, 'is not the id of a document');
    if (seen.has(id)) throw invalidManifest(path, 'is there twice');
    seen.add(id);
    if (isHashId(id) && id !== documentIdOf(document.body))
      throw invalidManifest(path, 'is not the SHA-256 of the text');
    if (MD5.test(id) && id !== md5Of(document.body)) throw invalidManifest(path, 'is not the MD5 of the text');
    return { ...document, id };
  });
}

/** A name that others chose, not a protection: what an id stands for is fixed when it is registered. */
function md5Of(body: string): string {
  return createHash('md5').update(body, 'utf8').digest('hex');
}

/** @param place of the value in the manifest */
function parsed<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  ...place: readonly string[]
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw invalidManifest(at(...place, ...(issue?.path.map(String) ?? [])), issue?.message ?? 'is not a manifest');
}

function at(...path: readonly (string | number)[]): string {
  return ['manifest', ...path].join('.').slice(0, 300);
}
