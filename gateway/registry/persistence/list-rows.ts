import type { Transaction } from '#platform/db';
import type { DocumentMode, Party } from '../../documents/clients.ts';
import type { ClientList, StoredDocument, Window } from '../../documents/document-store.ts';

interface ClientRow {
  readonly name: string;
  readonly party: Party;
  readonly mode: DocumentMode;
  readonly maxCost: number;
}

interface DocumentListRow extends Omit<StoredDocument, 'windows'> {
  readonly client: string;
  readonly windows: readonly (readonly [from: string, until: string])[];
}

/** @returns a number that grows with every change of what may run */
export async function readVersion(tx: Transaction): Promise<bigint> {
  const [row] = await tx.query<{ version: string }>('SELECT version::text FROM registry_version');
  return BigInt(row?.version ?? '0');
}

/** Says that a client's list changed, so that every replica reads it. Whoever changes lists waits for the one before. */
export async function bumpVersion(tx: Transaction, client: string): Promise<void> {
  await tx.query(
    `WITH next AS (UPDATE registry_version SET version = version + 1 RETURNING version)
     UPDATE client SET version = next.version FROM next WHERE name = $1`,
    [client],
  );
}

/** Every client, whether or not its list changed. */
export async function readClientRules(tx: Transaction): Promise<ClientRow[]> {
  return tx.query<ClientRow>('SELECT name, party, mode, max_cost AS "maxCost" FROM client ORDER BY name');
}

/** @returns names of clients whose lists changed after a version */
export async function readChangedClients(tx: Transaction, after: bigint): Promise<string[]> {
  const rows = await tx.query<{ name: string }>('SELECT name FROM client WHERE version > $1', [after.toString()]);
  return rows.map(({ name }) => name);
}

/**
 * The documents of these clients that run now or later, with the times in which they do. A client whose build publishes every day has each
 * document in hundreds of manifests; their times are one here, as far as they overlap.
 */
export async function readLists(
  tx: Transaction,
  clients: readonly string[],
  nowMs: number,
): Promise<ReadonlyMap<string, readonly StoredDocument[]>> {
  const rows = await tx.query<DocumentListRow>(
    `SELECT d.client, d.id, d.name, d.kind AS type, d.body, d.text_hash AS "textHash",
       (SELECT json_agg(json_build_array(lower(span), upper(span)))
        FROM unnest(range_agg(tstzrange(m.not_before, m.expires))) AS span) AS windows
     FROM document d
       JOIN manifest_document l ON l.client = d.client AND l.document_id = d.id
       JOIN manifest m ON m.client = l.client AND m.id = l.manifest_id
     WHERE d.client = ANY ($1) AND d.retired_at IS NULL AND l.retired_at IS NULL AND m.retired_at IS NULL AND m.expires > $2
     GROUP BY d.client, d.id`,
    [clients, new Date(nowMs)],
  );
  const documents = rows.map(({ client, windows, ...rest }) => ({ client, ...rest, windows: windows.map(toWindow) }));
  const byClient = Map.groupBy(documents, ({ client }) => client);
  return new Map(
    [...byClient].map(([client, own]) => [client, own.map(({ client: _client, ...document }) => document)]),
  );
}

function toWindow([from, until]: readonly [string, string]): Window {
  return { fromMs: Date.parse(from), untilMs: Date.parse(until) };
}

/** A client with what it may run. */
export function toClientList({ name, ...rules }: ClientRow, documents: readonly StoredDocument[]): ClientList {
  return { name, rules, documents };
}
