import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseClientTable } from './clients.ts';
import { parseManifest } from './manifest.ts';
import type { ClientTable } from './clients.ts';
import type { RegisteredDocument } from './manifest.ts';

/** The registered documents, by the client that registered them. */
export interface DocumentStore {
  readonly clients: ClientTable;
  /** @returns the document with this id of this client; another client's document does not exist here */
  find(clientId: string, id: string): RegisteredDocument | undefined;
  /** @returns the document with this operation name; for our own pages */
  findByName(clientId: string, operationName: string): RegisteredDocument | undefined;
  all(): readonly RegisteredDocument[];
}

/**
 * Loads `clients.json` and the manifest of each client (`<client>.json`) from a folder.
 * @throws Error when a file is missing or not valid; a gateway without its lists must not start
 */
export function loadDocumentStore(folder: string): DocumentStore {
  const clients = parseClientTable(readFileSync(path.join(folder, 'clients.json'), 'utf8'));
  const documents = new Map<string, ReadonlyMap<string, RegisteredDocument>>();
  for (const client of Object.keys(clients)) {
    const file = path.join(folder, `${client}.json`);
    if (!existsSync(file)) throw new Error(`the manifest of ${client} is missing`);
    const { operations } = parseManifest(readFileSync(file, 'utf8'));
    documents.set(client, new Map(operations.map((operation) => [operation.id, operation])));
  }
  return {
    clients,
    find: (clientId, id) => documents.get(clientId)?.get(id),
    findByName: (clientId, operationName) =>
      [...(documents.get(clientId)?.values() ?? [])].find(({ name }) => name === operationName),
    all: () => [...documents.values()].flatMap((ofClient) => [...ofClient.values()]),
  };
}
