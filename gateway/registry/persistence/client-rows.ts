import { conflictOn } from '#platform/db';
import type { Transaction } from '#platform/db';
import type { DocumentMode } from '../../documents/clients.ts';
import type { ClientKey, PublicJwk, RegisteredClient } from '../types.ts';

type Times<Row, Keys extends keyof Row> = Omit<Row, Keys> & Readonly<Record<Keys, Date>>;
type ClientRow = Times<RegisteredClient, 'modeSince' | 'createdAt'>;
type KeyRow = Omit<Times<ClientKey, 'notBefore' | 'expires' | 'createdAt'>, 'revokedAt'> & {
  readonly revokedAt: Date | null;
};

const CLIENT = 'name, party, mode, mode_since AS "modeSince", max_cost AS "maxCost", created_at AS "createdAt"';
const KEY = 'kid, client, not_before AS "notBefore", expires, revoked_at AS "revokedAt", created_at AS "createdAt"';

/** @param lock until the transaction ends, so that changes of one client come one after the other */
export async function findClientRow(
  tx: Transaction,
  name: string,
  lock: 'lock' | 'read' = 'read',
): Promise<RegisteredClient | undefined> {
  const rows = await tx.query<ClientRow>(
    lock === 'lock'
      ? `SELECT ${CLIENT} FROM client WHERE name = $1 FOR UPDATE`
      : `SELECT ${CLIENT} FROM client WHERE name = $1`,
    [name],
  );
  return rows.map(toClient)[0];
}

/** By name, after a name. */
export async function listClientRows(
  tx: Transaction,
  after: string | undefined,
  limit: number,
): Promise<RegisteredClient[]> {
  const rows = await tx.query<ClientRow>(
    `SELECT ${CLIENT} FROM client WHERE name COLLATE "C" > $1 ORDER BY name COLLATE "C" LIMIT $2`,
    [after ?? '', limit],
  );
  return rows.map(toClient);
}

/** @throws AppError CONFLICT when the name is taken */
export async function insertClientRow(tx: Transaction, client: RegisteredClient): Promise<void> {
  const { name, party, mode, modeSince, maxCost, createdAt } = client;
  await conflictOn('client_pkey', () =>
    tx.query(
      `INSERT INTO client (name, party, mode, mode_since, max_cost, created_at, version)
       VALUES ($1, $2, $3, $4, $5, $6, 0)`,
      [name, party, mode, modeSince, maxCost, createdAt],
    ),
  );
}

export async function updateMode(tx: Transaction, name: string, mode: DocumentMode, since: string): Promise<void> {
  await tx.query('UPDATE client SET mode = $2, mode_since = $3 WHERE name = $1', [name, mode, since]);
}

/** @throws AppError CONFLICT when some client has the key */
export async function insertKeyRow(tx: Transaction, key: ClientKey, publicJwk: PublicJwk): Promise<void> {
  await conflictOn('client_key_pkey', () =>
    tx.query(
      `INSERT INTO client_key (kid, client, public_jwk, not_before, expires, created_at)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [key.kid, key.client, JSON.stringify(publicJwk), key.notBefore, key.expires, key.createdAt],
    ),
  );
}

/** A key of this client; another client's key does not exist here. */
export async function findKeyRow(
  tx: Transaction,
  client: string,
  kid: string,
): Promise<(ClientKey & { readonly publicJwk: PublicJwk }) | undefined> {
  const rows = await tx.query<KeyRow & { readonly publicJwk: PublicJwk }>(
    `SELECT ${KEY}, public_jwk AS "publicJwk" FROM client_key WHERE client = $1 AND kid = $2`,
    [client, kid],
  );
  return rows.map((row) => ({ ...toKey(row), publicJwk: row.publicJwk }))[0];
}

/** Newest first. A key that signs is never left out for one that is revoked or over. */
export async function listKeyRows(tx: Transaction, client: string, now: string, limit: number): Promise<ClientKey[]> {
  const rows = await tx.query<KeyRow>(
    `SELECT ${KEY} FROM (
       SELECT * FROM client_key WHERE client = $1
       ORDER BY revoked_at IS NULL AND expires > $2 DESC, created_at DESC LIMIT $3) AS listed
     ORDER BY created_at DESC, kid`,
    [client, now, limit],
  );
  return rows.map(toKey);
}

/** The first time counts. */
export async function revokeKeyRow(tx: Transaction, client: string, kid: string, at: string): Promise<void> {
  await tx.query('UPDATE client_key SET revoked_at = $3 WHERE client = $1 AND kid = $2 AND revoked_at IS NULL', [
    client,
    kid,
    at,
  ]);
}

function toClient({ modeSince, createdAt, ...rest }: ClientRow): RegisteredClient {
  return { ...rest, modeSince: modeSince.toISOString(), createdAt: createdAt.toISOString() };
}

function toKey({ kid, client, notBefore, expires, revokedAt, createdAt }: KeyRow): ClientKey {
  return {
    kid,
    client,
    notBefore: notBefore.toISOString(),
    expires: expires.toISOString(),
    revokedAt: revokedAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  };
}
