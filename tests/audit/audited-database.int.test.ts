import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';

import {
  createAuditClient,
  createAuditReceipts,
  createAuditedDatabase,
  createReconciler,
  guardWithReceipt,
  outcomeEventId,
} from '#platform/audit';
import type { AuditClient, AuditedDatabase, Reconciler } from '#platform/audit';
import { systemClock } from '#platform/clock';
import { openDatabase, protectTable, runMigrations } from '#platform/db';
import type { Database, Transaction, TransactionScope } from '#platform/db';
import { createServiceClient } from '#platform/http';
import type { ServiceClient } from '#platform/http';
import { newId } from '#platform/ids';
import { silentLogger } from '#platform/logging';
import { createRequestSigner } from '#platform/signing';
import { startRunningAudit } from '../../subgraphs/audit/testing/running-audit.ts';
import type { RunningAudit } from '../../subgraphs/audit/testing/running-audit.ts';
import { createTestDatabase } from '../support/postgres.ts';
import type { TestDatabase } from '../support/postgres.ts';
import { startProxy } from '../support/service/proxy.ts';
import type { Proxy } from '../support/service/proxy.ts';

class CreateThing1764000000000 implements MigrationInterface {
  readonly name = 'CreateThing1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [
      ...createAuditReceipts('incident'),
      `CREATE TABLE incident.thing (tenant_id uuid NOT NULL, id uuid NOT NULL, text text NOT NULL, PRIMARY KEY (tenant_id, id))`,
      ...protectTable({
        service: 'incident',
        table: 'thing',
        ownership: 'tenant',
        grants: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
      }),
      ...guardWithReceipt('incident', 'thing'),
    ]) {
      await runner.query(sql);
    }
  }

  async down(): Promise<void> {
    return Promise.resolve();
  }
}

const unavailable = { code: 'AUDIT_UNAVAILABLE' };
const scope: TransactionScope = { tenantId: newId(), principalId: newId() };
const actor = {
  type: 'HUMAN',
  principalId: scope.principalId,
  role: 'information_officer',
  sessionId: newId(),
  clientId: 'web',
  grantId: null,
  onBehalfOfPrincipalId: null,
} as const;

let audit: RunningAudit;
let proxy: Proxy;
let database: TestDatabase;
let db: Database;
let admin: pg.Client;
let logAdmin: pg.Client;
let service: ServiceClient;
let client: AuditClient;
let audited: AuditedDatabase;
let reconciler: Reconciler;

beforeAll(async () => {
  audit = await startRunningAudit();
  proxy = await startProxy(() => audit.url);
  database = await createTestDatabase({ service: 'incident' });
  const migrations = [CreateThing1764000000000];
  await runMigrations({ service: 'incident', url: database.migrateUrl, migrations });
  admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  logAdmin = new pg.Client({ connectionString: audit.database.adminUrl });
  await logAdmin.connect();
  // A reconciler that meets an open transaction gives up soon, and tries again.
  await admin.query(
    `ALTER ROLE incident_app IN DATABASE ${pg.escapeIdentifier(database.name)} SET lock_timeout = '100ms'`,
  );
  db = await openDatabase({ service: 'incident', url: database.appUrl, poolMax: 10, entities: [], migrations });
  const sign = createRequestSigner({ keys: audit.keys, caller: 'incident', clock: systemClock });
  service = createServiceClient({ callee: 'audit', baseUrl: proxy.url, sign });
  client = createAuditClient({ services: [service], logVerifierKey: audit.vkey });
  audited = createAuditedDatabase({ db, client, clock: systemClock, logger: silentLogger });
  reconciler = createReconciler({ db, client, logger: silentLogger, afterSeconds: 0 });
});

afterEach(async () => {
  proxy.change = (answer) => answer;
  proxy.cut = false;
  await settleAll();
});

afterAll(async () => {
  await service.close();
  await proxy.close();
  await db.close();
  await admin.end();
  await logAdmin.end();
  await database.drop();
  await audit.close();
});

const INSERT = 'INSERT INTO thing (tenant_id, id, text) VALUES ($1, $2, $3)';

/** Adds one thing, with whatever happens on the way. */
function addThing(
  id: string,
  options: { by?: AuditedDatabase; work?: (tx: Transaction) => Promise<void>; beforeCommit?: () => Promise<void> } = {},
): Promise<string> {
  const { by = audited, work, beforeCommit } = options;
  return by.change({ scope, actor, requestId: 'request-1' }, async (tx) => {
    await tx.query(INSERT, [scope.tenantId, id, 'text']);
    await work?.(tx);
    return {
      result: id,
      record: {
        action: 'incident.incident.report',
        tenantId: scope.tenantId,
        target: { type: 'Incident', id, ownerPrincipalId: null },
        tier: 'amber',
      },
      ...(beforeCommit === undefined ? {} : { beforeCommit }),
    };
  });
}

async function exists(id: string): Promise<boolean> {
  return (await admin.query('SELECT 1 FROM incident.thing WHERE id = $1', [id])).rowCount === 1;
}

interface Settled {
  readonly intentId: string;
  readonly logged: string[];
  readonly receipt: string | undefined;
}

/** What the log and the database say of the intent about one thing. */
async function settled(thingId: string): Promise<Settled> {
  await client.settled();
  const { rows } = await logAdmin.query<{ intentId: string; outcome: string }>(
    `SELECT e.intent_id AS "intentId", e.outcome FROM audit.audit_entry e JOIN audit.pseudonym p ON p.ref = e.target_ref
     WHERE p.raw_id = $1 ORDER BY index`,
    [thingId],
  );
  const intentId = rows[0]?.intentId ?? '';
  const receipts = await admin.query<{ state: string }>(
    'SELECT state FROM incident.audit_receipt WHERE intent_id::text = $1',
    [intentId],
  );
  return { intentId, logged: rows.map(({ outcome }) => outcome), receipt: receipts.rows[0]?.state };
}

async function settleAll(): Promise<void> {
  while ((await client.pendingIntents(0)).length > 0) await reconciler.runOnce();
}

describe('[R-108] the guard', () => {
  test.each([
    ['insert', async (tx: Transaction) => tx.query(INSERT, [scope.tenantId, newId(), 'text'])],
    ['update', async (tx: Transaction) => tx.query(`UPDATE thing SET text = 'changed'`)],
    ['delete', async (tx: Transaction) => tx.query('DELETE FROM thing')],
  ])('refuses an unaudited %s at COMMIT', async (_case, work) => {
    const id = newId();
    await addThing(id);
    await expect(db.write(scope, work)).rejects.toMatchObject({
      code: '23000',
      message: expect.stringContaining('no audit receipt'),
    });
    expect((await admin.query('SELECT text FROM incident.thing WHERE id = $1', [id])).rows).toEqual([{ text: 'text' }]);
  });

  test('is not fooled by the receipt of another transaction, nor by a tombstone of its own', async () => {
    await addThing(newId());
    const id = newId();
    const write = db.write(scope, async (tx) => {
      await tx.query(INSERT, [scope.tenantId, id, 'text']);
      await tx.query(`INSERT INTO audit_receipt (intent_id, state) VALUES ($1, 'ABORTED')`, [newId()]);
    });
    await expect(write).rejects.toMatchObject({ code: '23000' });
    expect(await exists(id)).toBe(false);
  });

  test('lets a transaction pass that changes nothing', async () => {
    await expect(db.write(scope, (tx) => tx.query('SELECT 1 AS one'))).resolves.toEqual([{ one: 1 }]);
  });

  test('the running service can neither change nor remove a receipt', async () => {
    await expect(
      db.write(null, (tx) => tx.query(`UPDATE audit_receipt SET state = 'COMMITTED'`)),
    ).rejects.toMatchObject({ code: '42501' });
    await expect(db.write(null, (tx) => tx.query('DELETE FROM audit_receipt'))).rejects.toMatchObject({
      code: '42501',
    });
  });
});

describe('[R-108] a change', () => {
  test('commits with its receipt and is logged as attempted and committed', async () => {
    const id = newId();
    await expect(addThing(id)).resolves.toBe(id);
    expect(await exists(id)).toBe(true);
    expect(await settled(id)).toMatchObject({ logged: ['ATTEMPTED', 'COMMITTED'], receipt: 'COMMITTED' });
  });

  test('with the log cut off is AUDIT_UNAVAILABLE, and nothing has changed anywhere', async () => {
    proxy.cut = true;
    const id = newId();
    await expect(addThing(id)).rejects.toMatchObject(unavailable);
    expect(await exists(id)).toBe(false);
    expect(await settled(id)).toEqual({ intentId: '', logged: [], receipt: undefined });
  });

  test('whose work fails is not logged at all', async () => {
    const id = newId();
    const work = (): Promise<void> => Promise.reject(new Error('the rule was broken'));
    await expect(addThing(id, { work })).rejects.toThrow('the rule was broken');
    expect(await settled(id)).toMatchObject({ logged: [] });
  });

  test('succeeds although its outcome is lost: the reconciler delivers it, once', async () => {
    const id = newId();
    proxy.change = (answer, _path, body) => (JSON.stringify(body).includes('OUTCOME') ? undefined : answer);
    await expect(addThing(id)).resolves.toBe(id);
    proxy.change = (answer) => answer;
    await settleAll();
    expect(await reconciler.runOnce()).toBe(0);
    expect(await settled(id)).toMatchObject({ logged: ['ATTEMPTED', 'COMMITTED'], receipt: 'COMMITTED' });
  });

  test('keeps to its scope: another tenant sees nothing of it', async () => {
    const id = newId();
    await addThing(id);
    const query = (tx: Transaction): Promise<unknown[]> => tx.query('SELECT id FROM thing WHERE id = $1', [id]);
    expect(await audited.read(scope, query)).toHaveLength(1);
    expect(await audited.read({ ...scope, tenantId: newId() }, query)).toEqual([]);
    expect(await audited.read(null, query)).toEqual([]);
  });
});

describe('a fact', () => {
  const fact = {
    action: 'security.authz.deny',
    tenantId: scope.tenantId,
    target: { type: 'Incident', id: newId(), ownerPrincipalId: null },
    tier: 'green',
    outcome: 'DENIED',
    reasonCode: 'role',
  } as const;

  test('is recorded before the answer', async () => {
    await expect(audited.fact({ actor, requestId: 'request-1' }, fact)).resolves.toHaveProperty('index');
  });

  test('[R-108] that cannot be recorded is AUDIT_UNAVAILABLE', async () => {
    proxy.cut = true;
    await expect(audited.fact({ actor, requestId: 'request-1' }, fact)).rejects.toMatchObject(unavailable);
  });
});

describe('after a crash', () => {
  test('between PREPARED and COMMIT, the intent is settled as ABORTED', async () => {
    const id = newId();
    const beforeCommit = (): Promise<void> => Promise.reject(new Error('crash'));
    await expect(addThing(id, { beforeCommit })).rejects.toThrow('crash');
    expect(await settled(id)).toMatchObject({ logged: ['ATTEMPTED'], receipt: undefined });
    await settleAll();
    expect(await exists(id)).toBe(false);
    expect(await settled(id)).toMatchObject({ logged: ['ATTEMPTED', 'ABORTED'], receipt: 'ABORTED' });
  });

  test('a straggler cannot commit what was declared dead', async () => {
    const id = newId();
    const { by, reached, release } = straggling();
    const late = addThing(id, { by });
    await reached;
    await settleAll();
    release();
    await expect(late).rejects.toMatchObject(unavailable);
    expect(await exists(id)).toBe(false);
    expect(await settled(id)).toMatchObject({ logged: ['ATTEMPTED', 'ABORTED'], receipt: 'ABORTED' });
  });

  test('while a straggler holds its uncommitted receipt the intent stays open, then its commit wins', async () => {
    const id = newId();
    const arrived = Promise.withResolvers<undefined>();
    const gate = Promise.withResolvers<undefined>();
    const late = addThing(id, {
      beforeCommit: async () => {
        arrived.resolve(undefined);
        await gate.promise;
      },
    });
    await arrived.promise;
    expect(await reconciler.runOnce()).toBe(0);
    gate.resolve(undefined);
    await expect(late).resolves.toBe(id);
    await settleAll();
    expect(await settled(id)).toMatchObject({ logged: ['ATTEMPTED', 'COMMITTED'], receipt: 'COMMITTED' });
  });

  test('after COMMIT, the intent is settled as COMMITTED from the receipt', async () => {
    const id = newId();
    const by = withClient({ ...client, outcome: () => Promise.reject(new Error('crash')) });
    await addThing(id, { by });
    expect(await settled(id)).toMatchObject({ logged: ['ATTEMPTED'], receipt: 'COMMITTED' });
    await settleAll();
    expect(await settled(id)).toMatchObject({ logged: ['ATTEMPTED', 'COMMITTED'] });
  });

  test('of the reconciler between tombstone and outcome, the next round comes to the same end', async () => {
    const id = newId();
    await expect(addThing(id, { beforeCommit: () => Promise.reject(new Error('crash')) })).rejects.toThrow('crash');
    const failing = createReconciler({
      db,
      client: { ...client, outcome: () => Promise.reject(new Error('crash')) },
      logger: silentLogger,
      afterSeconds: 0,
    });
    expect(await failing.runOnce()).toBe(0);
    expect(await settled(id)).toMatchObject({ logged: ['ATTEMPTED'], receipt: 'ABORTED' });
    await settleAll();
    expect(await settled(id)).toMatchObject({ logged: ['ATTEMPTED', 'ABORTED'] });
  });
});

test('[R-108] 120 races of worker and reconciler end the same way in the log and in the database', async () => {
  const ids = Array.from({ length: 120 }, () => newId());
  const race = { running: true };
  let round = Promise.withResolvers<undefined>();
  const racing = (async () => {
    while (race.running) {
      await reconciler.runOnce();
      round.resolve(undefined);
      round = Promise.withResolvers();
    }
  })();
  // Some workers are held for two rounds and are surely declared dead; the others are anywhere when it happens.
  const held = async (): Promise<void> => {
    await round.promise;
    await round.promise;
  };
  let count = 0;
  const prepare: AuditClient['prepare'] = async (event) => {
    const receipt = await client.prepare(event);
    count += 1;
    await (count % 4 === 0 ? held() : pause());
    return receipt;
  };
  const slow = withClient({ ...client, prepare });
  for (let at = 0; at < ids.length; at += 8) {
    await Promise.allSettled(ids.slice(at, at + 8).map((id) => addThing(id, { by: slow, beforeCommit: pause })));
  }
  race.running = false;
  await racing;
  await settleAll();
  const ends = await Promise.all(ids.map(async (id) => ({ ...(await settled(id)), exists: await exists(id) })));
  for (const end of ends) {
    const outcome = end.exists ? 'COMMITTED' : 'ABORTED';
    expect(end).toMatchObject({ logged: ['ATTEMPTED', outcome], receipt: outcome });
  }
  expect(new Set(ends.map(({ exists: here }) => here))).toEqual(new Set([true, false]));
});

test('the outcome of an intent has one event id, whoever reports it', () => {
  const intentId = newId();
  expect(outcomeEventId(intentId)).toBe(outcomeEventId(intentId));
  expect(outcomeEventId(newId())).not.toBe(outcomeEventId(intentId));
});

function withClient(changed: AuditClient): AuditedDatabase {
  return createAuditedDatabase({ db, client: changed, clock: systemClock, logger: silentLogger });
}

/** Gives way to everything else that is ready, a random number of times. */
async function pause(): Promise<void> {
  for (let turns = Math.floor(Math.random() * 40); turns > 0; turns -= 1)
    await new Promise((resolve) => setImmediate(resolve));
}

/** A worker that stops between the log's answer and its own next step, until it is released. */
function straggling(): { by: AuditedDatabase; reached: Promise<undefined>; release: () => void } {
  const arrived = Promise.withResolvers<undefined>();
  const gate = Promise.withResolvers<undefined>();
  const by = withClient({
    ...client,
    prepare: async (event) => {
      const receipt = await client.prepare(event);
      arrived.resolve(undefined);
      await gate.promise;
      return receipt;
    },
  });
  return { by, reached: arrived.promise, release: () => gate.resolve(undefined) };
}
