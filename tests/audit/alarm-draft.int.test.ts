import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { connectAudit, createAuditedDatabase } from '#platform/audit';
import type { AuditConnection } from '#platform/audit';
import { systemClock } from '#platform/clock';
import { openDatabase } from '#platform/db';
import type { Database } from '#platform/db';
import { newId } from '#platform/ids';
import { silentLogger } from '#platform/logging';
import { createRequestSigner } from '#platform/signing';
import { openDamagedLog } from '../../subgraphs/audit/testing/damaged-log.ts';
import type { DamagedLog } from '../../subgraphs/audit/testing/damaged-log.ts';
import { factEvent } from '../../subgraphs/audit/testing/events.ts';
import { CALLERS, startRunningAudit } from '../../subgraphs/audit/testing/running-audit.ts';
import type { RunningAudit } from '../../subgraphs/audit/testing/running-audit.ts';
import { createAlarmFollower } from '../../subgraphs/incident/alarms/follow-alarms.ts';
import { createIncidentDatabase } from '../../subgraphs/incident/persistence/incident-database.ts';
import { entities } from '../../subgraphs/incident/persistence/entities/index.ts';
import { migrations } from '../../subgraphs/incident/persistence/migrations/index.ts';
import { sampleFactsInput } from '../../subgraphs/incident/testing/incident-samples.ts';
import { officerOf, startRunningIncident } from '../../subgraphs/incident/testing/running-incident.ts';
import type { RunningIncident } from '../../subgraphs/incident/testing/running-incident.ts';
import { startProxy } from '../support/service/proxy.ts';
import type { Proxy } from '../support/service/proxy.ts';
import { until } from '../support/until.ts';

const INCIDENTS = `{ incidents { nodes { id status discoveredAt reportedBy { id } current { number title description author { id } } } } }`;
const REVISE = `mutation ($input: ReviseIncidentInput!) {
  reviseIncident(input: $input) { incident { status reportedBy { id } current { author { id } } } } }`;
const SWAP = 'UPDATE audit.log_node SET hash = set_byte(hash, 3, get_byte(hash, 3) # 1) WHERE level = 1 AND index = 0';

/** The organisation that runs the deployment. */
const officer = officerOf(newId());

let audit: RunningAudit;
let log: DamagedLog;
/** The audit service has another address after each start. */
let line: Proxy;
let incidents: RunningIncident;
let connection: AuditConnection;
let db: Database;

beforeAll(async () => {
  audit = await startRunningAudit({
    environment: () => ({ AUDIT_INTEGRITY_SECONDS: '1', AUDIT_INTEGRITY_WHOLE_HOURS: '0.0001' }),
  });
  log = await openDamagedLog(audit.database);
  line = await startProxy(() => audit.url);
  connection = connect();
  incidents = await startRunningIncident(connection.client);
  const url = incidents.database.appUrl;
  db = await openDatabase({ service: 'incident', url, poolMax: 4, entities, migrations });
  for (let count = 0; count < 4; count += 1) await append();
});
afterAll(async () => {
  await db.close();
  await incidents.close();
  await connection.close();
  await line.close();
  await log.close();
  await audit.close();
});

function connect(): AuditConnection {
  const sign = createRequestSigner({ keys: audit.keys, caller: 'incident', clock: systemClock });
  return connectAudit({ urls: [line.url], sign, logVerifierKey: audit.vkey });
}

async function append(): Promise<unknown> {
  const json = { events: [factEvent()] };
  return audit.as('case').service.callJson({ method: 'POST', path: '/internal/append', json, requestId: 'r-1' });
}

/** One of several instances of the incident service. */
function follow(): Promise<number> {
  const deps = { db, client: connection.client, clock: systemClock, logger: silentLogger };
  const database = createIncidentDatabase(createAuditedDatabase(deps));
  const alarms = (): ReturnType<AuditConnection['alarms']> => connection.alarms();
  const { tenantId } = officer;
  return createAlarmFollower({ database, alarms, tenantId, clock: systemClock, logger: silentLogger }).runOnce();
}

const ANSWERS = [() => true, () => false] as const;

interface Shown {
  readonly id: string;
  readonly status: string;
  readonly reportedBy: unknown;
  readonly current: { readonly number: number; readonly description: string; readonly author: unknown };
}

const drafts = (): Promise<readonly Shown[]> => draftsOf(incidents);

async function draftsOf(service: RunningIncident): Promise<readonly Shown[]> {
  const { data, errors } = await service.ask(INCIDENTS, {}, officer);
  expect(errors).toBeUndefined();
  return (data as unknown as { incidents: { nodes: Shown[] } }).incidents.nodes;
}

async function query(sql: string): Promise<unknown[]> {
  const admin = new pg.Client({ connectionString: incidents.database.adminUrl });
  await admin.connect();
  const { rows } = await admin.query<Record<string, unknown>>(sql);
  await admin.end();
  return rows;
}

describe('[R-114] an incident is drafted when the log does not agree with itself', () => {
  test('and none while it does', async () => {
    await until(
      async () => (await log.rows('SELECT FROM audit.integrity_state WHERE last_success IS NOT NULL')).length > 0,
    );
    expect(await follow()).toBe(0);
    expect(await drafts()).toEqual([]);
  });

  test('once, by several instances at once, again and again, and after a restart of the log', async () => {
    await log.change(SWAP);
    await until(async () => (await connection.alarms()).length === 1);
    const drafted = await Promise.all([follow(), follow(), follow()]);
    expect(drafted.reduce((sum, count) => sum + count)).toBe(1);
    expect(await follow()).toBe(0);
    await connection.client.settled();
    await audit.restart();
    await until(() => connection.client.check().then(...ANSWERS));
    expect(await follow()).toBe(0);
    const [draft, ...others] = await drafts();
    expect(others).toEqual([]);
    expect(draft).toMatchObject({ status: 'DRAFT', reportedBy: null, current: { number: 1, author: null } });
    expect(draft?.current.description).toContain('- node: node 1/0');
  });

  test('as an act of the service that the log has, with its outcome', async () => {
    const entries = await log.rows<{ kind: string; actor: string; outcome: string }>(
      `SELECT kind, actor_type AS actor, outcome FROM audit.audit_entry WHERE action = 'incident.incident.report' ORDER BY index`,
    );
    expect(entries).toEqual([
      { kind: 'PREPARED', actor: 'SYSTEM', outcome: 'ATTEMPTED' },
      { kind: 'OUTCOME', actor: 'SYSTEM', outcome: 'COMMITTED' },
    ]);
    expect(await query('SELECT state FROM incident.audit_receipt')).toEqual([{ state: 'COMMITTED' }]);
  });

  test('and becomes a report when an information officer revises it', async () => {
    const [draft] = await drafts();
    const input = {
      incidentId: draft?.id,
      basedOnRevision: 1,
      facts: sampleFactsInput(),
      reason: 'It was looked into.',
    };
    const { data, errors } = await incidents.ask(REVISE, { input }, officer);
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      reviseIncident: {
        incident: { status: 'REPORTED', reportedBy: null, current: { author: { id: officer.principalId } } },
      },
    });
    expect(await follow()).toBe(0);
  });

  test('in the organisation that runs the deployment, and in no other', async () => {
    const { data } = await incidents.ask(INCIDENTS, {}, officerOf());
    expect(data).toEqual({ incidents: { nodes: [] } });
  });

  test('a second one when it happens again after it was in order', async () => {
    await log.change(SWAP);
    await until(async () => (await connection.alarms())[0]?.endedAt !== null);
    await log.change(SWAP);
    await until(async () => (await connection.alarms()).length === 2);
    expect(await follow()).toBe(1);
    expect(await drafts()).toHaveLength(2);
  });
});

test('[R-114] the incident service follows the alarms by itself, where it is told whose they are', async () => {
  const keys = audit.keys
    .filter(({ caller }) => caller === 'incident')
    .map(({ secret, ...key }) => ({ ...key, secret: secret.export().toString('base64url') }));
  const variables = { AUDIT_URL: line.url, AUDIT_LOG_VKEY: audit.vkey };
  const told = { ...variables, INCIDENT_OPERATOR_TENANT_ID: officer.tenantId };
  const [follower, other] = await Promise.all([
    startRunningIncident(undefined, { keys, variables: told }),
    startRunningIncident(undefined, { keys, variables }),
  ]);
  await until(async () => (await draftsOf(follower)).length === 2);
  expect(await draftsOf(other)).toEqual([]);
  expect(other.audit.events).toEqual([]);
  await Promise.all([follower.close(), other.close()]);
});

describe('[R-114] the alarms', () => {
  test.each(CALLERS.filter((caller) => caller !== 'incident'))('are not for %s', async (caller) => {
    const call = { method: 'GET', path: '/internal/integrity/alarms', requestId: 'r-1' } as const;
    await expect(audit.as(caller).service.callJson(call)).rejects.toMatchObject({ code: 'SERVICE_SIGNATURE_INVALID' });
  });

  test('are not for who does not sign', async () => {
    expect((await fetch(`${audit.url}/internal/integrity/alarms`)).status).toBe(401);
  });
});
