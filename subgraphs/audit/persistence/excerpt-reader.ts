import { enterTenant } from './enter-tenant.ts';
import { ENTRY_COLUMNS, toEntry } from './entry-row.ts';
import type { Database, Transaction, TransactionScope } from '#platform/db';
import type { ExcerptReader, ExcerptSelection, ExcerptSubject } from '../log/excerpt-queries.ts';
import type { StoredEntry } from './entry-row.ts';

const TENANT = `current_setting('app.tenant_ref')::uuid`;
const OWNER = `current_setting('app.owner_ref')::uuid`;
const BOUNDS = `e.index > $1 AND e.index < $2 ORDER BY e.index LIMIT $3`;

/**
 * Indexes of what is disclosed. Each walks one index of the table forward from where the page before ended, so that a page costs what
 * is on it.
 */
const ABOUT_CASE = `SELECT e.index FROM audit_entry e
  WHERE e.tenant_ref = ${TENANT} AND e.target_ref = $4::uuid AND e.target_type = 'Case' AND e.owner_ref = ${OWNER} AND ${BOUNDS}`;
/** Two walks; as one condition they would read the whole log. A refusal about somebody else's object would tell that it exists. */
const OF_PERSON = `SELECT index FROM (
    (SELECT e.index FROM audit_entry e WHERE e.owner_ref = ${OWNER} AND e.tenant_ref = ${TENANT} AND ${BOUNDS})
    UNION
    (SELECT e.index FROM audit_entry e WHERE e.actor_ref = ${OWNER} AND e.outcome <> 'DENIED' AND e.tenant_ref = ${TENANT} AND ${BOUNDS})
  ) own ORDER BY index LIMIT $3`;
/**
 * All of a tenant, by its own numbers, which have no gap: as many numbers as fit on the page. That nothing is somebody else's was asked
 * before; whoever has come since is left out all the same, by a comparison for which no index is tried.
 */
const OF_TENANT = `SELECT e.index FROM audit_entry e
  WHERE e.tenant_ref = ${TENANT} AND coalesce(e.owner_ref, ${OWNER}) = ${OWNER}
    AND e.tenant_seq > $4::bigint AND e.tenant_seq <= $4::bigint + $3::bigint AND e.index > $1 AND e.index < $2`;
const OTHERS = `SELECT EXISTS (
    SELECT 1 FROM audit_entry e WHERE e.tenant_ref = ${TENANT} AND e.owner_ref IS NOT NULL AND e.owner_ref <> ${OWNER}
  ) AS others`;
const CASE_REF = `SELECT ref FROM pseudonym WHERE raw_id = $1 AND kind = 'object' AND tenant_ref = ${TENANT}`;
/** Whoever acts by a grant has a pseudonym in other tenants too; at home they own something. */
const OWNER_OF = {
  Case: `SELECT t.raw_id AS "tenantId", p.raw_id AS "principalId" FROM pseudonym o
    CROSS JOIN LATERAL (
      SELECT e.owner_ref FROM audit_entry e
      WHERE e.target_ref = o.ref AND e.target_type = 'Case' AND e.owner_ref IS NOT NULL LIMIT 1
    ) found
    JOIN pseudonym p ON p.ref = found.owner_ref
    JOIN pseudonym t ON t.ref = o.tenant_ref AND t.kind = 'tenant'
    WHERE o.raw_id = $1 AND o.kind = 'object' LIMIT 1`,
  Principal: `SELECT t.raw_id AS "tenantId", p.raw_id AS "principalId" FROM pseudonym p
    JOIN pseudonym t ON t.ref = p.tenant_ref AND t.kind = 'tenant'
    WHERE p.raw_id = $1 AND p.kind = 'principal'
      AND EXISTS (SELECT 1 FROM audit_entry e WHERE e.owner_ref = p.ref AND e.tenant_ref = p.tenant_ref)
    LIMIT 1`,
};

interface Statement {
  readonly text: string;
  /** Values behind the bounds. @param afterSeq number of the tenant's entry after which it begins */
  readonly values: (afterSeq: number) => readonly unknown[];
}

export function createExcerptReader(db: Database): ExcerptReader {
  return {
    othersInTenant: (scope) =>
      inTenant(db, scope, true, async (tx) => (await tx.query<{ others: boolean }>(OTHERS))[0]?.others ?? true),
    count: (selection, beforeIndex, atMost) =>
      inTenant(db, selection.scope, 0, async (tx) => {
        const statement = await statementFor(tx, selection);
        if (statement === undefined) return 0;
        const text = `SELECT count(*) AS count FROM (${statement.text}) counted`;
        const values = [-1, beforeIndex, atMost, ...statement.values(0)];
        const [counted] = await tx.query<{ count: string }>(text, values);
        return Number(counted?.count ?? 0);
      }),
    page: (selection, { afterIndex, afterSeq, beforeIndex, limit }) =>
      inTenant(db, selection.scope, [], async (tx) => {
        const statement = await statementFor(tx, selection);
        if (statement === undefined) return [];
        const text = `SELECT ${ENTRY_COLUMNS} FROM (${statement.text}) found JOIN audit_entry e ON e.index = found.index ORDER BY e.index`;
        const values = [afterIndex, beforeIndex, limit, ...statement.values(afterSeq)];
        const rows = await tx.query<StoredEntry>(text, values);
        return rows.map(toEntry);
      }),
    ownerOf: ({ type, id }) =>
      db.read(null, async (tx) => {
        await tx.query(`SELECT set_config('app.purpose', 'auditor', true)`);
        return (await tx.query<TransactionScope>(OWNER_OF[type], [id]))[0];
      }),
  };
}

/** @param nothing what is answered when the tenant or the person is in no entry */
async function inTenant<Result>(
  db: Database,
  scope: TransactionScope,
  nothing: Result,
  read: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  return db.read(scope, async (tx) => ((await enterTenant(tx, scope, 'principal')) === undefined ? nothing : read(tx)));
}

/** @returns undefined when the case is in no entry of the tenant */
async function statementFor(
  tx: Transaction,
  { subject, othersInTenant }: ExcerptSelection,
): Promise<Statement | undefined> {
  if (subject.type === 'Principal')
    return othersInTenant
      ? { text: OF_PERSON, values: () => [] }
      : { text: OF_TENANT, values: (afterSeq) => [afterSeq] };
  const ref = await caseRef(tx, subject);
  return ref === undefined ? undefined : { text: ABOUT_CASE, values: () => [ref] };
}

/** Looked up first: as a value it is found by its index. */
async function caseRef(
  tx: Transaction,
  { id }: Extract<ExcerptSubject, { type: 'Case' }>,
): Promise<string | undefined> {
  return (await tx.query<{ ref: string }>(CASE_REF, [id]))[0]?.ref;
}
