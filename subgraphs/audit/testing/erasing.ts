import pg from 'pg';
import { createAuditClient } from '#platform/audit';
import { systemClock } from '#platform/clock';
import { testCaller } from '../../../tests/support/service/test-identity.ts';
import { runErasures } from '../erasure/run-erasures.ts';
import { openEraserStore } from '../persistence/eraser-store.ts';
import { appendEvent } from './append-events.ts';
import { leafOf } from './sequencer-fixture.ts';
import type { AppendReceipt, AuditEvent } from '#platform/audit';
import type { Caller } from '#platform/auth';
import type { Erasure, ErasureDeps, ErasureRequest } from '../erasure/erase-person.ts';
import type { Confirmed, ErasuresRun, ErasuresWanted } from '../erasure/run-erasures.ts';
import type { CallerName, RunningAudit } from './running-audit.ts';

/** What stands beside the log, as a superuser sees it. */
export interface KeptRows {
  readonly details: number;
  readonly keys: number;
  readonly names: number;
}

/**
 * Entries as an auditor finds them.
 * @param nodes what is asked of each
 * @param filter `actorId`, `targetId` or both
 */
export async function findAsAuditor(
  audit: RunningAudit,
  nodes: string,
  filter: Record<string, string>,
  auditor: Partial<Caller> = {},
): Promise<Record<string, unknown>[]> {
  const query = `query ($actorId: ID, $targetId: ID) {
    auditEntries(actorId: $actorId, targetId: $targetId, first: 50) { nodes { ${nodes} } } }`;
  const contextToken = audit.identity.vouchFor(testCaller({ ...auditor, role: 'auditor', scopes: ['audit:read'] }));
  const { data, errors } = await audit.as('gateway').graphql({ query, variables: filter, contextToken });
  if (errors !== undefined) throw new Error(`the auditor was refused: ${JSON.stringify(errors)}`);
  return (data as { auditEntries: { nodes: Record<string, unknown>[] } }).auditEntries.nodes;
}

/** Steps of the job that a test stands in for. */
type ChangedDeps = Partial<Omit<ErasureDeps, 'store'>> & { readonly store?: Partial<ErasureDeps['store']> };

/** A running log with the job that erases, each step of which a test may stand in for. */
export interface Erasing {
  readonly deps: ErasureDeps;
  /** One run of the job. */
  erase(request: Partial<ErasureRequest> & { readonly principalId: string }, deps?: ChangedDeps): Promise<Erasure[]>;
  /** One run of the job that finishes what an earlier one left, as far as it is confirmed. */
  resume(confirmed: Confirmed): Promise<ErasuresRun>;
  append(event: AuditEvent, caller?: CallerName): Promise<AppendReceipt>;
  query<Row extends pg.QueryResultRow>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  /** What is kept under a pseudonym. */
  kept(ref: unknown): Promise<KeptRows>;
  leaves(): Promise<string[]>;
  close(): Promise<void>;
}

export const REQUEST = { ground: 'data-subject-request', reference: 'POPIA-2026-17' } as const;

const KEPT = `SELECT
  (SELECT count(*)::int FROM audit.audit_detail WHERE subject_ref = $1) AS details,
  (SELECT count(*)::int FROM audit.subject_key WHERE subject_ref = $1) AS keys,
  (SELECT count(*)::int FROM audit.pseudonym WHERE ref = $1) AS names`;

export async function openErasing(audit: RunningAudit): Promise<Erasing> {
  const admin = new pg.Client({ connectionString: audit.database.adminUrl });
  await admin.connect();
  // A job of its own each time: the lock is the session's, and the service may have been started again.
  const newDeps = (): Omit<ErasureDeps, 'store'> => ({
    log: createAuditClient({ services: [audit.as('eraser').service], logVerifierKey: audit.vkey }),
    clock: systemClock,
    pause: () => Promise.resolve(),
  });
  const query: Erasing['query'] = async <Row extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []) =>
    (await admin.query<Row>(sql, [...values])).rows;
  const run = async (wanted: ErasuresWanted, change: ChangedDeps): Promise<ErasuresRun> => {
    const store = await openEraserStore(audit.database.urlOf('eraser'));
    try {
      return await runErasures({ ...newDeps(), ...change, store: { ...store, ...change.store } }, wanted);
    } finally {
      await store.close();
    }
  };
  const store = await openEraserStore(audit.database.urlOf('eraser'));
  return {
    deps: { ...newDeps(), store },
    erase: async (request, change = {}) => [
      ...(await run({ request: { ...REQUEST, ...request }, confirmed: [] }, change)).erased,
    ],
    resume: (confirmed) => run({ confirmed }, {}),
    append: (event, caller) => appendEvent(audit, event, caller),
    query,
    kept: async (ref) => (await query<KeptRows>(KEPT, [ref]))[0] ?? { details: 0, keys: 0, names: 0 },
    leaves: async () =>
      (await query<{ leaf: string }>('SELECT leaf FROM audit.audit_entry ORDER BY index')).map(({ leaf }) => leaf),
    close: async () => {
      await store.close();
      await admin.end();
    },
  };
}

/** The pseudonym of whoever acted in an entry. */
export function actorOf(receipt: { readonly leaf: string }): unknown {
  return leafOf(receipt)['actor_ref'];
}
