import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { newId } from '#platform/ids';
import { sampleFactsInput } from '../testing/incident-samples.ts';
import { officerOf, startRunningIncident } from '../testing/running-incident.ts';
import type { TestCaller } from '../../../tests/support/service/test-identity.ts';
import type { RunningIncident } from '../testing/running-incident.ts';

let incidents: RunningIncident;
let admin: pg.Client;
let app: pg.Client;

beforeAll(async () => {
  incidents = await startRunningIncident();
  admin = await connect(incidents.database.adminUrl);
  app = await connect(incidents.database.appUrl);
  await report(officerOf());
});

afterAll(async () => {
  await app.end();
  await admin.end();
  await incidents.close();
});

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client;
}

/** @returns the id of a new incident */
async function report(officer: TestCaller): Promise<string> {
  const query = 'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } } }';
  const input = { discoveredAt: '2026-01-02T03:04:05Z', facts: sampleFactsInput() };
  const { data } = await incidents.ask(query, { input }, officer);
  return (data?.['reportIncident'] as { incident: { id: string } }).incident.id;
}

describe('[R-103] the database refuses what the service never does', () => {
  const changes = ['incident', 'incident_revision'].flatMap((table) => [
    `UPDATE incident.${table} SET tenant_id = tenant_id`,
    `DELETE FROM incident.${table}`,
    `TRUNCATE incident.${table} CASCADE`,
  ]);

  test.each(changes)('%s, by right and by trigger', async (sql) => {
    await expect(app.query(sql)).rejects.toMatchObject({ code: '42501' });
    await expect(admin.query(sql)).rejects.toMatchObject({ code: '23001' });
  });

  test('a row without a receipt, a foreign tenant, and a revision of a foreign incident', async () => {
    const [mine, theirs] = [officerOf(), officerOf()];
    const id = await report(theirs);
    const insertIncident = `INSERT INTO incident (tenant_id, id, status, discovered_at, reported_at, reported_by) VALUES ($1, $2, 'reported', now(), now(), $3)`;
    const insertRevision = `INSERT INTO incident_revision (tenant_id, incident_id, number, title, description, certainty, compromise_type,
      affected_data_classes, affected_user_count, author, created_at) VALUES ($1, $2, 1, 't', 'd', 'alleged', 'loss', '{names}', 1, $3, now())`;
    const inScope = async (sql: string, values: unknown[]): Promise<unknown> => {
      await app.query('BEGIN');
      try {
        await app.query(`SELECT set_config('app.tenant', $1, true)`, [mine.tenantId]);
        await app.query(sql, values);
        return await app.query('COMMIT');
      } finally {
        await app.query('ROLLBACK');
      }
    };
    await expect(inScope(insertIncident, [mine.tenantId, newId(), mine.principalId])).rejects.toMatchObject({
      code: '23000',
    });
    await expect(inScope(insertIncident, [theirs.tenantId, newId(), mine.principalId])).rejects.toMatchObject({
      code: '42501',
    });
    await expect(inScope(insertRevision, [mine.tenantId, id, mine.principalId])).rejects.toMatchObject({
      code: '23503',
    });
  });

  test('without a scope there is nothing to see', async () => {
    for (const table of ['incident', 'incident_revision'])
      expect((await app.query(`SELECT * FROM ${table}`)).rows).toEqual([]);
  });
});
