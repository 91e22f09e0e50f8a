import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'graphql';
import { parseClientTable } from '../../gateway/documents/clients.ts';
import { documentIdOf } from '../../gateway/documents/manifest.ts';
import { onlyOperation } from '../../gateway/documents/only-operation.ts';
import type { RegisteredDocument } from '../../gateway/documents/manifest.ts';

/** Text of `<client>.json` for each client. */
export type ManifestTexts = ReadonlyMap<string, string>;

/**
 * Builds the manifest of each client of `clients.json` from its folder of documents, in Apollo's manifest format. A file holds one
 * operation and has its name; its exact text is what is registered, and the SHA-256 of that text, in lower-case hex, is the id.
 * So anybody can tell the id of a file with `sha256sum`, and a client that sends the file's text sends the registered document.
 * @param folder where `clients.json` and the folders are
 * @throws Error naming the file that is not exactly one named query or mutation
 */
export function buildManifests(folder: string): ManifestTexts {
  const clients = Object.keys(parseClientTable(readFileSync(path.join(folder, 'clients.json'), 'utf8')));
  return new Map(clients.map((client) => [client, manifestText(readDocuments(path.join(folder, client)))]));
}

function readDocuments(folder: string): RegisteredDocument[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .map((name) => toRegistered(path.join(folder, name)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function toRegistered(file: string): RegisteredDocument {
  const body = readFileSync(file, 'utf8');
  const only = onlyOperation(parse(body));
  if (only === undefined) throw new Error(`${file}: must hold one named query or mutation`);
  const { kind: type, name } = only;
  if (path.basename(file, '.graphql') !== name) throw new Error(`${file}: must be named after its operation, ${name}`);
  return { id: documentIdOf(body), name, type, body };
}

function manifestText(operations: readonly RegisteredDocument[]): string {
  return `${JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations }, null, 2)}\n`;
}
