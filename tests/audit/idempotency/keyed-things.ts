import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { createAuditReceipts, createAuditedDatabase, guardWithReceipt } from '#platform/audit';
import { createManualClock } from '#platform/clock';
import { openDatabase, protectTable, runMigrations } from '#platform/db';
import { createIdempotencyKeys, createKeyPurger, createOnce } from '#platform/idempotency';
import { newId } from '#platform/ids';
import { silentLogger } from '#platform/logging';
import { createMetrics } from '#platform/metrics';
import { createFakeAuditClient } from '../../../platform/audit/testing/fake-audit-client.ts';
import { createTestDatabase } from '../../support/postgres.ts';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { AuditedDatabase } from '#platform/audit';
import type { Database, Transaction, TransactionScope } from '#platform/db';
import type { KeyedCall, Once } from '#platform/idempotency';
import type { PeriodicJob } from '#platform/jobs';
import type { FakeAuditClient } from '../../../platform/audit/testing/fake-audit-client.ts';

class CreateThing1764000000000 implements MigrationInterface {
  readonly name = 'CreateThing1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      ...createAuditReceipts('incident'),
      ...createIdempotencyKeys('incident'),
      `CREATE TABLE incident.thing (tenant_id uuid NOT NULL, id uuid NOT NULL, text text NOT NULL, PRIMARY KEY (tenant_id, id))`,
      ...protectTable({ service: 'incident', table: 'thing', ownership: 'tenant', grants: ['SELECT', 'INSERT'] }),
      ...guardWithReceipt('incident', 'thing'),
    ];
    for (const sql of statements) await runner.query(sql);
  }

  async down(): Promise<void> {
    return Promise.resolve();
  }
}

export const START_MS = 1_790_000_000_000;
export const DAY_MS = 86_400_000;

/** What the change hands back. */
export interface Thing {
  readonly id: string;
  readonly text: string;
  readonly at: Date;
  readonly token: Buffer;
}

/** Options of one call; everything has a default. */
export interface CallOptions {
  readonly caller?: TransactionScope;
  /** Whose row it becomes; the caller's own when absent. */
  readonly owner?: TransactionScope;
  readonly grantId?: string | null;
  readonly key?: string;
  readonly requestHash?: string;
  readonly place?: string;
  readonly text?: string;
  readonly mayHave?: (grantId: string | null) => boolean;
  /** Runs inside the transaction, after the row is written. */
  readonly during?: () => Promise<void>;
  readonly beforeCommit?: () => Promise<void>;
  /** Runs after the commit, in place of whatever is left to do. */
  readonly afterwards?: () => Promise<void>;
}

/** One process of a service: a pool, a clock, a line of its own. */
export interface Process {
  readonly db: Database;
  readonly audited: AuditedDatabase;
  readonly once: Once;
  /** Adds a thing under a key. @returns the answer */
  add(options?: CallOptions): Promise<unknown>;
}

export interface KeyedThings {
  readonly log: FakeAuditClient;
  readonly clock: ReturnType<typeof createManualClock>;
  readonly admin: pg.Client;
  /** Two processes over one database. */
  readonly one: Process;
  readonly other: Process;
  readonly purger: PeriodicJob;
  /** How many things an owner has. */
  count(owner: TransactionScope): Promise<number>;
  close(): Promise<void>;
}

export function somebody(): TransactionScope {
  return { tenantId: newId(), principalId: newId() };
}

/** @param lockTimeout how long a transaction waits for another, as PostgreSQL writes it */
export async function openKeyedThings(lockTimeout: string, waitMs: number): Promise<KeyedThings> {
  const database = await createTestDatabase({ service: 'incident' });
  const migrations = [CreateThing1764000000000];
  await runMigrations({ service: 'incident', url: database.migrateUrl, migrations });
  const admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  const name = pg.escapeIdentifier(database.name);
  await admin.query(`ALTER ROLE incident_app IN DATABASE ${name} SET lock_timeout = '${lockTimeout}'`);
  const clock = createManualClock(START_MS);
  const log = createFakeAuditClient();
  const open = (): Promise<Database> =>
    openDatabase({ service: 'incident', url: database.appUrl, poolMax: 10, entities: [], migrations });
  const process = (db: Database): Process => {
    const audited = createAuditedDatabase({ db, client: log, clock, logger: silentLogger });
    const once = createOnce({ db, clock, metrics: createMetrics('incident'), waitMs });
    return { db, audited, once, add: (options) => add(once, audited, options) };
  };
  const [one, other] = [process(await open()), process(await open())];
  return {
    ...{ log, clock, admin, one, other },
    purger: createKeyPurger({ db: one.db, logger: silentLogger }),
    count: async ({ tenantId }) => {
      const { rowCount } = await admin.query('SELECT 1 FROM incident.thing WHERE tenant_id = $1', [tenantId]);
      return rowCount ?? 0;
    },
    close: async () => {
      await one.db.close();
      await other.db.close();
      await admin.end();
      await database.drop();
    },
  };
}

function add(once: Once, audited: AuditedDatabase, options: CallOptions = {}): Promise<unknown> {
  const { caller = somebody(), owner = caller, key = randomUUID(), afterwards } = options;
  const { requestHash = 'h'.repeat(43), place = 'addThing', mayHave = () => true } = options;
  const present = (result: unknown): unknown => ({ thing: result });
  const call: KeyedCall = { key, requestHash, place, caller, present };
  const work = async (): Promise<unknown> => {
    const thing = await change(audited, { ...options, caller, owner });
    await afterwards?.();
    return present(thing);
  };
  return once.answer(call, work, mayHave);
}

function change(
  audited: AuditedDatabase,
  options: CallOptions & { readonly caller: TransactionScope; readonly owner: TransactionScope },
): Promise<Thing> {
  const { caller, owner, grantId = null, text = 'text', during, beforeCommit } = options;
  const { principalId } = caller;
  const onBehalfOfPrincipalId = owner.principalId === principalId ? null : owner.principalId;
  const who = { type: 'HUMAN', role: 'information_officer', sessionId: newId(), clientId: 'web' } as const;
  const actor = { ...who, principalId, grantId, onBehalfOfPrincipalId };
  return audited.change({ scope: owner, actor, requestId: 'request-1' }, async (tx: Transaction) => {
    const thing: Thing = { id: newId(), text, at: new Date(START_MS), token: Buffer.from(randomUUID()) };
    await tx.query('INSERT INTO thing (tenant_id, id, text) VALUES ($1, $2, $3)', [owner.tenantId, thing.id, text]);
    await during?.();
    const target = { type: 'Incident', id: thing.id, ownerPrincipalId: null } as const;
    return {
      result: thing,
      record: { action: 'incident.incident.report', tenantId: owner.tenantId, target, tier: 'amber' },
      ...(beforeCommit === undefined ? {} : { beforeCommit }),
    };
  });
}
