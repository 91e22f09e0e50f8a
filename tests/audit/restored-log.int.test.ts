import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';

import { createAuditClient, createReconciler } from '#platform/audit';
import { until } from '../support/until.ts';
import type { AuditClient } from '#platform/audit';
import { systemClock } from '#platform/clock';
import { openDatabase } from '#platform/db';
import { createServiceClient } from '#platform/http';
import { createRequestSigner } from '#platform/signing';
import { createCapturingLogger } from '../../subgraphs/audit/testing/capturing-logger.ts';
import { startRunningAudit } from '../../subgraphs/audit/testing/running-audit.ts';
import type { RunningAudit } from '../../subgraphs/audit/testing/running-audit.ts';
import { officerOf, startRunningIncident } from '../../subgraphs/incident/testing/running-incident.ts';
import type { RunningIncident } from '../../subgraphs/incident/testing/running-incident.ts';
import { sampleFactsInput } from '../../subgraphs/incident/testing/incident-samples.ts';
import type { TestDatabase } from '../support/postgres.ts';
import { startProxy } from '../support/service/proxy.ts';
import type { Proxy } from '../support/service/proxy.ts';

const REPORT = `mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } } }`;

let audit: RunningAudit;
let lines: Record<string, unknown>[];
/** The audit service has another address after each start. */
let line: Proxy;
let incidents: RunningIncident;
let closing: (() => Promise<void>)[];
let old: TestDatabase;

/** A log with entries that were backed up and entries that were not, and a service that holds receipts of both. */
beforeEach(async () => {
  closing = [];
  const captured = createCapturingLogger();
  lines = captured.lines;
  audit = await startRunningAudit({ logger: captured.logger });
  line = await startProxy(() => audit.url);
  incidents = await startRunningIncident(newClient());
  await report();
  await untilOutcomes(audit.database);
  await audit.stop();
  old = await audit.database.copy();
  await audit.restart();
  expect(await isReady(incidents)).toBe(true);
  await report();
  await untilOutcomes(audit.database);
});
afterEach(async () => {
  await incidents.close();
  for (const close of closing) await close();
  await line.close();
  await audit.close();
  await old.drop();
});

/** The service's own client, as after a start of it. */
function newClient(): AuditClient {
  const sign = createRequestSigner({ keys: audit.keys, caller: 'incident', clock: systemClock });
  const service = createServiceClient({ callee: 'audit', baseUrl: line.url, sign });
  closing.push(() => service.close());
  return createAuditClient({ services: [service], logVerifierKey: audit.vkey });
}

async function report(): Promise<void> {
  const { errors } = await tryReport();
  expect(errors).toBeUndefined();
}

async function tryReport(): ReturnType<RunningIncident['ask']> {
  const input = { discoveredAt: '2026-01-02T03:04:05Z', facts: sampleFactsInput() };
  return incidents.ask(REPORT, { input }, officerOf());
}

const isReady = async ({ url }: { readonly url: string }): Promise<boolean> =>
  (await fetch(`${url}/readyz`)).status === 200;

async function count(database: TestDatabase, table: string): Promise<number> {
  const admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  const { rows } = await admin.query<{ count: string }>(`SELECT count(*) FROM ${table}`);
  await admin.end();
  return Number(rows[0]?.count);
}

/** Nothing is under way any more: what became of every change is in the log. */
async function untilOutcomes(database: TestDatabase): Promise<void> {
  const open = `audit.audit_entry p WHERE kind = 'PREPARED'
    AND NOT EXISTS (SELECT FROM audit.audit_entry o WHERE o.intent_id = p.intent_id AND o.kind = 'OUTCOME')`;
  await until(async () => (await count(database, open)) === 0);
}

describe('[R-112] [R-108] the log’s database was put back, and nothing but a receipt knows of it', () => {
  test('a service that ran on refuses changes and is not ready, and the log refuses everything', async () => {
    const before = await count(incidents.database, 'incident.incident');
    await audit.restart({ DATABASE_URL: old.appUrl });
    const logged = await count(old, 'audit.audit_entry');
    // The answer to the first one comes from before what the service knows; then it asks, and the log convicts itself.
    for (let at = 0; at < 3; at += 1) {
      expect((await tryReport()).errors?.[0]?.extensions).toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    }
    expect(await isReady(incidents)).toBe(false);
    expect(await isReady(audit)).toBe(false);
    expect(lines.find(({ level }) => level === 'fatal')).toMatchObject({
      err: {
        message: expect.stringMatching(
          /^a receipt of incident is ahead of the log: it knows \d+ entries, the log has \d+$/,
        ),
      },
    });
    expect(await count(incidents.database, 'incident.incident')).toBe(before);
    expect(await count(old, 'audit.audit_entry')).toBe(logged + 1);
  });

  test('a service that starts finds out before its first change', async () => {
    await audit.restart({ DATABASE_URL: old.appUrl });
    const logged = await count(old, 'audit.audit_entry');
    const captured = createCapturingLogger();
    const client = newClient();
    const db = await openDatabase({
      service: 'incident',
      url: incidents.database.appUrl,
      poolMax: 2,
      entities: [],
      migrations: [],
    });
    const reconciler = createReconciler({ db, client, logger: captured.logger, afterSeconds: 3_600 });
    reconciler.start();
    await expect(client.check()).rejects.toThrow('a receipt is ahead of the log');
    await reconciler.close();
    await db.close();
    expect(captured.lines.filter(({ level }) => level === 'fatal')).toEqual([
      expect.objectContaining({
        level: 'fatal',
        msg: 'the audit log is not the one that this service holds receipts of',
      }),
    ]);
    expect(await count(old, 'audit.audit_entry')).toBe(logged);
  });

  test('and goes on by itself when the newer database is back', async () => {
    await audit.restart({ DATABASE_URL: old.appUrl });
    expect((await tryReport()).errors?.[0]?.extensions).toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    expect(await isReady(incidents)).toBe(false);
    await audit.restart({ DATABASE_URL: audit.database.appUrl });
    await report();
    expect(await isReady(incidents)).toBe(true);
  });
});

test('what this log has not signed convicts nobody', async () => {
  const send = (checkpoint: unknown) =>
    audit.as('incident').send({ method: 'POST', path: '/internal/consistency', json: { checkpoint } });
  for (const checkpoint of ['', 'nothing', 'log.example.test/audit\n99\nAAAA\n\n— x AAAA\n', 7])
    expect(await send(checkpoint)).toMatchObject({ status: 400, json: { code: 'BAD_USER_INPUT' } });
  expect(await isReady(audit)).toBe(true);
});
