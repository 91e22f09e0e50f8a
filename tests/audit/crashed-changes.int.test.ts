import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fastify } from 'fastify';
import pg from 'pg';
import {
  AUDIT_ACTIONS,
  connectAudit,
  createAuditedDatabase,
  createReconciler,
  registerIntentRoutes,
} from '#platform/audit';
import { systemClock } from '#platform/clock';
import { openDatabase, runMigrations } from '#platform/db';
import { newId } from '#platform/ids';
import { silentLogger } from '#platform/logging';
import { createMetrics } from '#platform/metrics';
import { createRequestSigner } from '#platform/signing';
import { startRunningAudit } from '../../subgraphs/audit/testing/running-audit.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { MIGRATIONS } from '../support/migrations.ts';
import type { FastifyInstance } from 'fastify';
import type { AuditAction, AuditClient, AuditConnection, AuditedDatabase, Reconciler } from '#platform/audit';
import type { ActionDefinition, ChangeAction } from '#platform/audit';
import type { Database } from '#platform/db';
import type { Metrics } from '#platform/metrics';
import type { RunningAudit } from '../../subgraphs/audit/testing/running-audit.ts';
import type { TestDatabase } from '../support/postgres.ts';

const AUDITED = ['identity', 'vault', 'case', 'incident'] as const;

let audit: RunningAudit;
beforeAll(async () => {
  audit = await startRunningAudit();
});
afterAll(() => audit.close());

describe.each(AUDITED)('[R-108] what a crash of %s left open', (service) => {
  let database: TestDatabase;
  let admin: pg.Client;
  let db: Database;
  let connection: AuditConnection;
  let metrics: Metrics;
  let reconciler: Reconciler;
  let routes: FastifyInstance;
  /** Whether outcomes reach the log. */
  let outcomesArrive = true;
  let audited: AuditedDatabase;

  beforeAll(async () => {
    database = await createTestDatabase({ service });
    const migrations = MIGRATIONS[service];
    await runMigrations({ service, url: database.migrateUrl, migrations });
    admin = new pg.Client({ connectionString: database.adminUrl });
    await admin.connect();
    db = await openDatabase({ service, url: database.appUrl, poolMax: 5, entities: [], migrations });
    const sign = createRequestSigner({ keys: audit.keys, caller: service, clock: systemClock });
    connection = connectAudit({ urls: [audit.url], sign, logVerifierKey: audit.vkey });
    const { client } = connection;
    const crashing: AuditClient = {
      ...client,
      outcome: (...all) => (outcomesArrive ? client.outcome(...all) : Promise.reject(new Error('the process is gone'))),
    };
    audited = createAuditedDatabase({ db, client: crashing, clock: systemClock, logger: silentLogger });
    metrics = createMetrics(service);
    reconciler = createReconciler({ db, client: crashing, logger: silentLogger, afterSeconds: 0, metrics });
    routes = fastify();
    registerIntentRoutes(routes, { db, client });
  });
  afterAll(async () => {
    await routes.close();
    await connection.close();
    await db.close();
    await admin.end();
    await database.drop();
  });

  /** One change with nothing but its receipt. */
  function change(beforeCommit?: () => Promise<void>): Promise<string> {
    const [tenantId, principalId] = [newId(), newId()];
    const who = { type: 'HUMAN', principalId, role: 'principal', sessionId: newId(), clientId: 'web' } as const;
    const actor = { ...who, grantId: null, onBehalfOfPrincipalId: null };
    const { action, target, tier } = someChangeOf(service);
    return audited.change({ scope: { tenantId, principalId }, actor, requestId: randomUUID() }, () =>
      Promise.resolve({
        result: tenantId,
        record: { action, tenantId, target: { type: target, id: newId(), ownerPrincipalId: principalId }, tier },
        ...(beforeCommit === undefined ? {} : { beforeCommit }),
      }),
    );
  }

  /** Ends every connection of the service, as `kill -9` of the process does. */
  async function crash(): Promise<void> {
    await admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()`,
      [database.name],
    );
  }

  async function pending(): Promise<{ intentId: string; receipt: { state: string } | null }[]> {
    return (await routes.inject('/internal/intents/pending')).json<{ intents: [] }>().intents;
  }

  async function status(intentId: string): Promise<unknown> {
    return (await routes.inject(`/internal/intents/${intentId}`)).json();
  }

  async function gauge(name: string): Promise<number> {
    const line = (await metrics.text()).split('\n').find((each) => each.startsWith(`lifeready_audit_${name}{`));
    return Number(line?.split(' ').at(-1));
  }

  test('between PREPARED and COMMIT ends as ABORTED, and nothing of it can be committed any more', async () => {
    await expect(change(crash)).rejects.toThrow();
    const [open] = await pending();
    expect(open).toMatchObject({ receipt: null });
    const intentId = open?.intentId ?? '';
    expect(await status(intentId)).toMatchObject({ receipt: null, log: { state: 'PENDING', outcomeIndex: null } });
    expect(await reconciler.runOnce()).toBe(1);
    expect(await status(intentId)).toMatchObject({
      receipt: { state: 'ABORTED', logIndex: null },
      log: { state: 'ABORTED', outcomeIndex: expect.any(Number) },
    });
    const straggler = db.write(null, (tx) =>
      tx.query(`INSERT INTO audit_receipt (intent_id, state, log_index, proof) VALUES ($1, 'COMMITTED', 0, 'x')`, [
        intentId,
      ]),
    );
    await expect(straggler).rejects.toMatchObject({ code: '23505' });
    expect(await pending()).toEqual([]);
  });

  test('between COMMIT and OUTCOME ends as COMMITTED; until then it is seen to be overdue', async () => {
    outcomesArrive = false;
    await change();
    const [open] = await pending();
    expect(open).toMatchObject({ receipt: { state: 'COMMITTED' } });
    expect(await reconciler.runOnce()).toBe(0);
    expect(await gauge('overdue_intents')).toBe(1);
    outcomesArrive = true;
    expect(await reconciler.runOnce()).toBe(1);
    expect(await gauge('overdue_intents')).toBe(0);
    expect(await gauge('oldest_overdue_intent_seconds')).toBe(0);
    expect(await status(open?.intentId ?? '')).toMatchObject({
      receipt: { state: 'COMMITTED' },
      log: { state: 'COMMITTED' },
    });
    expect(await reconciler.runOnce()).toBe(0);
  });

  test('an intent that nobody announced is not found, and what is none is refused', async () => {
    expect(await status(newId())).toMatchObject({ code: 'NOT_FOUND' });
    expect((await routes.inject('/internal/intents/nonsense')).statusCode).toBe(400);
  });
});

/** Any change that the registry lets a service record. */
function someChangeOf(service: string): {
  readonly action: ChangeAction;
  readonly target: ActionDefinition['targets'][number];
  readonly tier: ActionDefinition['tiers'][number];
} {
  const found = Object.entries<ActionDefinition>(AUDIT_ACTIONS).find(
    ([, { kind, recordedBy }]) => kind === 'CHANGE' && recordedBy.includes(service),
  );
  const [target] = found?.[1].targets ?? [];
  const [tier] = found?.[1].tiers ?? [];
  if (found === undefined || target === undefined || tier === undefined) throw new Error(`${service} changes nothing`);
  return { action: found[0] as AuditAction as ChangeAction, target, tier };
}
