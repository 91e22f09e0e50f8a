import { protectTable } from '#platform/db';

const TABLE = 'idempotency_key';
/** An answer holds a few rows; this is far beyond any of them. */
const MAX_ANSWER_BYTES = 262_144;
/** Rows of one call of the purge. */
const MAX_BATCH = 10_000;

/**
 * Statements that create `idempotency_key` in the schema of an audited service (`createAuditReceipts` has run): for each key of
 * a caller the change that was made under it, with the answer to it, written in the transaction of that change.
 *
 * The runtime role cannot delete. A function of the owner removes rows that have ended, and no others.
 */
export function createIdempotencyKeys(service: string): string[] {
  const target = `"${service}"."${TABLE}"`;
  const purge = `"${service}".purge_idempotency_keys(integer)`;
  const ended = `expires_at <= now()`;
  return [
    `CREATE TABLE ${target} (
      tenant_id uuid NOT NULL,
      principal_id uuid NOT NULL,
      key_hash bytea NOT NULL CHECK (octet_length(key_hash) = 32),
      place_hash bytea NOT NULL CHECK (octet_length(place_hash) = 32),
      request_hash text NOT NULL CHECK (char_length(request_hash) = 43),
      intent_id uuid NOT NULL,
      grant_id uuid,
      answer bytea CHECK (octet_length(answer) <= ${String(MAX_ANSWER_BYTES)}),
      created_at timestamptz NOT NULL,
      expires_at timestamptz NOT NULL,
      PRIMARY KEY (tenant_id, principal_id, key_hash, place_hash),
      CHECK (expires_at > created_at)
    )`,
    `CREATE INDEX ${TABLE}_ended ON ${target} (expires_at)`,
    ...protectTable({ service, table: TABLE, ownership: 'principal', grants: ['SELECT', 'INSERT', 'UPDATE'] }),
    // As on every other table, but for the purge, which changes nothing that anybody was told.
    `CREATE CONSTRAINT TRIGGER answer_guard AFTER INSERT OR UPDATE ON ${target}
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "${service}".require_audit_receipt()`,
    `ALTER TABLE ${target} ENABLE ALWAYS TRIGGER answer_guard`,
    `CREATE POLICY purge_reads ON ${target} FOR SELECT TO "${service}_owner" USING (${ended})`,
    `CREATE POLICY purge_deletes ON ${target} FOR DELETE TO "${service}_owner" USING (${ended})`,
    `CREATE FUNCTION ${purge} RETURNS bigint LANGUAGE sql SECURITY DEFINER
      SET search_path = "${service}", pg_temp AS $$
        WITH gone AS (
          DELETE FROM ${TABLE} WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM ${TABLE} WHERE ${ended} ORDER BY expires_at LIMIT least($1, ${String(MAX_BATCH)})
          )) RETURNING 1
        ) SELECT count(*) FROM gone $$`,
    `REVOKE ALL ON FUNCTION ${purge} FROM PUBLIC`,
    `GRANT EXECUTE ON FUNCTION ${purge} TO "${service}_app"`,
  ];
}

/** The way back. */
export function dropIdempotencyKeys(service: string): string[] {
  return [`DROP FUNCTION "${service}".purge_idempotency_keys(integer)`, `DROP TABLE "${service}"."${TABLE}"`];
}
