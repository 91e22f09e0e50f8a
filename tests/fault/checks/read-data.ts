import { OBJECT_TABLES } from './objects.ts';
import type { AuditedService } from '../stack/settings.ts';
import type { ObjectTable } from './objects.ts';
import type { Query } from './open-queries.ts';

/** What a service says of a change. */
export interface Receipt {
  readonly intentId: string;
  readonly state: 'COMMITTED' | 'ABORTED';
  readonly logIndex: number | undefined;
  readonly proof: string | undefined;
  /** The transaction in the form in which rows name theirs. */
  readonly xmin: string;
}

/** An object as it is stored. */
export interface StoredObject {
  readonly id: string;
  readonly xmin: string;
  readonly state: string | undefined;
}

/** What is stored, by service and table. */
export interface StoredData {
  readonly receipts: ReadonlyMap<AuditedService, ReadonlyMap<string, Receipt>>;
  readonly objects: ReadonlyMap<ObjectTable, ReadonlyMap<string, StoredObject>>;
  /** Intents under which idempotency keys were used up, by service; one for each key. */
  readonly keyed: ReadonlyMap<AuditedService, readonly string[]>;
}

/** Which part is read: what was recorded since then, or everything. */
export interface Since {
  readonly receiptsAfter: Date;
}

interface ReceiptRow {
  readonly intentId: string;
  readonly state: 'COMMITTED' | 'ABORTED';
  readonly logIndex: string | null;
  readonly proof: string | null;
  readonly xmin: string;
}

/** Two to the 32nd: rows keep the lower half of a transaction's number. */
const XMIN = `(xid::text::numeric % 4294967296)::text`;

/** @param queries to the database of each service, as somebody who sees everything */
export async function readData(
  queries: Readonly<Record<AuditedService, Query>>,
  { receiptsAfter }: Since,
): Promise<StoredData> {
  const services = Object.keys(queries) as AuditedService[];
  const receipts = services.map(async (service) => {
    const { rows } = await queries[service]<ReceiptRow>(
      `SELECT intent_id AS "intentId", state, log_index AS "logIndex", proof, ${XMIN} AS xmin
       FROM "${service}".audit_receipt WHERE recorded_at >= $1`,
      [receiptsAfter],
    );
    return [service, new Map(rows.map((row) => [row.intentId, toReceipt(row)]))] as const;
  });
  const objects = OBJECT_TABLES.map(async (table) => {
    const { rows } = await queries[table.service]<{ id: string; xmin: string; state: string | null }>(
      `SELECT id, xmin::text AS xmin, ${table.stateColumn ?? 'NULL'} AS state FROM ${table.table}`,
    );
    return [table, new Map(rows.map((row) => [row.id, { ...row, state: row.state ?? undefined }]))] as const;
  });
  const keyed = services.map(async (service) => {
    const { rows } = await queries[service]<{ id: string }>(
      `SELECT intent_id AS id FROM "${service}".idempotency_key WHERE created_at >= $1`,
      [receiptsAfter],
    );
    return [service, rows.map(({ id }) => id)] as const;
  });
  return {
    receipts: new Map(await Promise.all(receipts)),
    objects: new Map(await Promise.all(objects)),
    keyed: new Map(await Promise.all(keyed)),
  };
}

function toReceipt({ logIndex, proof, ...row }: ReceiptRow): Receipt {
  return { ...row, logIndex: logIndex === null ? undefined : Number(logIndex), proof: proof ?? undefined };
}
