import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'graphql';
import { parseClientTable } from './clients.ts';
import { parseManifest } from './manifest.ts';
import { normalisedHash } from './normalise-document.ts';
import type { ClientList, StoredDocument } from './document-store.ts';
import type { RegisteredDocument } from './manifest.ts';

/**
 * The lists of our own clients: `clients.json` and the manifest of each client (`<client>.json`) in a folder.
 * @throws Error when a file is missing or not valid; a gateway without its lists must not start
 */
export function loadBuiltInLists(folder: string): ClientList[] {
  const clients = parseClientTable(readFileSync(path.join(folder, 'clients.json'), 'utf8'));
  return Object.entries(clients).map(([name, { mode, party }]) => {
    const file = path.join(folder, `${name}.json`);
    if (!existsSync(file)) throw new Error(`the manifest of ${name} is missing`);
    const { operations } = parseManifest(readFileSync(file, 'utf8'));
    return { name, rules: { mode, party, maxCost: undefined }, documents: operations.map(toStored) };
  });
}

function toStored({ id, name, type, body }: RegisteredDocument): StoredDocument {
  return { id, name, type, body, textHash: normalisedHash(parse(body)), windows: undefined };
}
