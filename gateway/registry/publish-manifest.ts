import { AppError } from '#platform/errors';
import { newId } from '#platform/ids';
import { requireClient } from './clients.ts';
import { judgeDocument } from './judge-document.ts';
import { invalidManifest } from './manifest/invalid-manifest.ts';
import { keyIdOf, openManifest } from './manifest/manifest-token.ts';
import { readManifest } from './manifest/read-manifest.ts';
import { findKeyRow } from './persistence/client-rows.ts';
import { countDocuments, findKnownDocuments, insertDocumentRows } from './persistence/document-rows.ts';
import { bumpVersion } from './persistence/list-rows.ts';
import { insertManifestRow, isPublished } from './persistence/manifest-rows.ts';
import type { Transaction } from '#platform/db';
import type { JudgedDocument, ServedSupergraph } from './judge-document.ts';
import type { ManifestPayload } from './manifest/manifest-token.ts';
import type { ManifestDocument } from './manifest/read-manifest.ts';
import type { KnownDocument } from './persistence/document-rows.ts';
import type { ClientKey, PublicJwk, PublishedManifest } from './types.ts';

/** A manifest that nobody renews ends some day. */
const MAX_VALIDITY_MS = 400 * 86_400_000;
/** Documents of one client; every gateway has all of them in memory. */
const MAX_DOCUMENTS_OF_CLIENT = 5_000;
/** Documents that are judged before others are served, and the database hears that nobody is stuck. */
const DOCUMENTS_PER_TURN = 10;

/** See `Registry.publishManifest`. */
export async function publishManifest(
  tx: Transaction,
  { client: name, jws, nowMs }: { readonly client: string; readonly jws: string; readonly nowMs: number },
  served: ServedSupergraph,
): Promise<PublishedManifest> {
  const kid = keyIdOf(jws);
  const client = await requireClient(tx, name, 'lock');
  const key = requireValidKey(await findKeyRow(tx, name, kid), nowMs);
  const { payload, contentHash } = await openManifest(jws, key.publicJwk);
  // Attack: the manifest of one client published for another, whose key somebody holds as well.
  if (payload.client !== name) throw new AppError('MANIFEST_CLIENT_MISMATCH');
  requireValidWindow(payload, nowMs);
  // Attack: a manifest from before an incident is published again, and the documents that were retired since are back.
  if (await isPublished(tx, name, contentHash)) throw new AppError('MANIFEST_ALREADY_PUBLISHED');
  const { format, documents } = readManifest(payload.manifest, name);
  const known = await findKnownDocuments(
    tx,
    name,
    documents.map(({ id }) => id),
  );
  requireSameTexts(documents, known);
  requireSignedSince(documents, known, Date.parse(payload.notBefore));
  const judged = await judgeAll(tx, served, documents, client.maxCost);
  const publishedAt = new Date(nowMs).toISOString();
  const { notBefore, expires } = payload;
  const id = newId(nowMs);
  await insertManifestRow(
    tx,
    { id, client: name, kid, format, notBefore, expires, publishedAt, documentCount: judged.length },
    { jws, contentHash },
  );
  await insertDocumentRows(tx, { client: name, id, publishedAt }, judged);
  if ((await countDocuments(tx, name)) > MAX_DOCUMENTS_OF_CLIENT) {
    throw invalidManifest('manifest', `the client would have more than ${String(MAX_DOCUMENTS_OF_CLIENT)} documents`);
  }
  await bumpVersion(tx, name);
  const kept = judged.filter((document) => known.get(document.id)?.retiredAt === null).length;
  return {
    manifestId: id,
    added: judged.length - kept,
    kept,
    documents: judged.map(({ id: documentId, name: operation, maxCost }) => ({
      id: documentId,
      name: operation,
      maxCost,
    })),
  };
}

/** One answer for a key that is unknown, another client's, not valid yet, expired or revoked. */
function requireValidKey<Key extends ClientKey & { readonly publicJwk: PublicJwk }>(
  key: Key | undefined,
  nowMs: number,
): Key {
  const isValid = key?.revokedAt === null && Date.parse(key.notBefore) <= nowMs && nowMs < Date.parse(key.expires);
  if (key === undefined || !isValid) throw new AppError('MANIFEST_KEY_INVALID');
  return key;
}

function requireValidWindow({ notBefore, expires }: ManifestPayload, nowMs: number): void {
  const [fromMs, untilMs] = [Date.parse(notBefore), Date.parse(expires)];
  if (untilMs <= nowMs) throw new AppError('MANIFEST_EXPIRED');
  if (untilMs <= fromMs) throw invalidManifest('expires', 'must be after `notBefore`');
  if (untilMs - nowMs > MAX_VALIDITY_MS) throw invalidManifest('expires', 'must be within 400 days');
}

/** An id stands for one text for ever: whoever has seen it knows what it runs. */
function requireSameTexts(documents: readonly ManifestDocument[], known: ReadonlyMap<string, KnownDocument>): void {
  for (const { id, body, path } of documents) {
    const before = known.get(id);
    if (before !== undefined && before.body !== body) throw invalidManifest(`${path}.id`, 'stands for another text');
  }
}

/** Attack: a manifest that was signed before an incident, and kept, brings back what was retired since. */
function requireSignedSince(
  documents: readonly ManifestDocument[],
  known: ReadonlyMap<string, KnownDocument>,
  notBeforeMs: number,
): void {
  for (const { id, path } of documents) {
    const retiredAt = known.get(id)?.retiredAt;
    if (retiredAt && notBeforeMs < retiredAt.getTime()) {
      throw invalidManifest(`${path}.id`, 'was retired after `notBefore`: sign it anew to bring it back');
    }
  }
}

async function judgeAll(
  tx: Transaction,
  served: ServedSupergraph,
  documents: readonly ManifestDocument[],
  maxCost: number,
): Promise<JudgedDocument[]> {
  const judged: JudgedDocument[] = [];
  const names = new Set<string>();
  for (const [index, document] of documents.entries()) {
    const one = await judgeDocument(served, document, maxCost);
    if (names.has(one.name)) throw invalidManifest(`${document.path}.name`, 'is there twice');
    names.add(one.name);
    judged.push(one);
    // A session that says nothing inside a transaction is ended after some seconds.
    if (index % DOCUMENTS_PER_TURN === 0) await tx.query('SELECT 1');
  }
  return judged;
}
