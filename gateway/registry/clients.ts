import { AppError, badInput } from '#platform/errors';
import { CLIENT_NAME, DOCUMENT_MODES, PARTIES, mayBeIn } from '../documents/clients.ts';
import { findClientRow, insertClientRow, updateMode } from './persistence/client-rows.ts';
import { bumpVersion } from './persistence/list-rows.ts';
import type { Transaction } from '#platform/db';
import type { DocumentMode, Party } from '../documents/clients.ts';
import type { ClientList } from '../documents/document-store.ts';
import type { RegisteredClient } from './types.ts';

/** What one document of a client may cost, whatever an operator thinks of it. */
export const MAX_COST = 1_000_000;

export interface NewClient {
  readonly name: string;
  readonly party: Party;
  readonly mode: DocumentMode;
  readonly maxCost: number;
  readonly nowMs: number;
}

/** @throws AppError NOT_FOUND */
export async function requireClient(
  tx: Transaction,
  name: string,
  lock: 'lock' | 'read' = 'read',
): Promise<RegisteredClient> {
  const client = CLIENT_NAME.test(name) ? await findClientRow(tx, name, lock) : undefined;
  if (client === undefined) throw new AppError('NOT_FOUND');
  return client;
}

/**
 * See `Registry.registerClient`.
 * @param builtIn clients of the files: one of them may have a row for documents and a mode of its own, and stays of its party
 */
export async function registerClient(
  tx: Transaction,
  input: NewClient,
  builtIn: readonly ClientList[],
): Promise<RegisteredClient> {
  const { name, party, mode, maxCost, nowMs } = input;
  if (!CLIENT_NAME.test(name)) throw badInput('name', 'must be 1 to 64 of a-z, 0-9 and -, and not begin with -');
  if (!PARTIES.includes(party)) throw badInput('party', 'is not a party');
  requireMode(party, mode);
  if (!Number.isInteger(maxCost) || maxCost < 1 || maxCost > MAX_COST) {
    throw badInput('maxCost', `must be 1 to ${String(MAX_COST)}`);
  }
  const ofFiles = builtIn.find((list) => list.name === name);
  if (ofFiles !== undefined && ofFiles.rules.party !== party) throw new AppError('CONFLICT');
  const createdAt = new Date(nowMs).toISOString();
  const client = { name, party, mode, modeSince: createdAt, maxCost, createdAt };
  await insertClientRow(tx, client);
  await bumpVersion(tx, name);
  return client;
}

/** See `Registry.setMode`. A client that is in the mode already stays in it since when it was. */
export async function setMode(
  tx: Transaction,
  { client: name, mode, nowMs }: { readonly client: string; readonly mode: DocumentMode; readonly nowMs: number },
): Promise<RegisteredClient> {
  const client = await requireClient(tx, name, 'lock');
  requireMode(client.party, mode);
  if (client.mode === mode) return client;
  const modeSince = new Date(nowMs).toISOString();
  await updateMode(tx, name, mode, modeSince);
  await bumpVersion(tx, name);
  return { ...client, mode, modeSince };
}

/** @throws AppError BAD_USER_INPUT on `mode` */
export function requireMode(party: Party, mode: DocumentMode): void {
  if (!DOCUMENT_MODES.includes(mode)) throw badInput('mode', 'is not a mode');
  if (!mayBeIn(party, mode)) throw badInput('mode', 'a partner runs registered documents only');
}
