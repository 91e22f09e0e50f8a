import { expect, test } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { sampleFacts, sampleOfficer } from '../testing/incident-samples.ts';
import { createMemoryDatabase } from '../testing/memory-database.ts';
import { reportIncident } from './report-incident.ts';

const NOW_MS = 1_790_000_000_000;
const clock = createManualClock(NOW_MS);

test('[R-103] an incident begins with revision 1, which has an author, a time and no reason', async () => {
  const database = createMemoryDatabase();
  const officer = sampleOfficer();
  const discoveredAt = new Date(NOW_MS - 1);
  const incident = await reportIncident({ database, clock }, officer, { discoveredAt, facts: sampleFacts() });
  const reportedAt = new Date(NOW_MS);
  expect(incident).toEqual({
    id: expect.any(String),
    status: 'reported',
    discoveredAt,
    reportedAt,
    reportedById: officer.principalId,
  });
  expect(database.rows.incidents).toEqual([{ ...incident, tenantId: officer.tenantId }]);
  expect(database.rows.revisions).toEqual([
    {
      ...sampleFacts(),
      tenantId: officer.tenantId,
      incidentId: incident.id,
      number: 1,
      reason: null,
      authorId: officer.principalId,
      createdAt: reportedAt,
    },
  ]);
});

test('what is recorded names the incident and counts, and holds no text of people', async () => {
  const database = createMemoryDatabase();
  const officer = sampleOfficer();
  const { id } = await reportIncident({ database, clock }, officer, {
    discoveredAt: new Date(0),
    facts: sampleFacts(),
  });
  expect(database.records).toEqual([
    {
      action: 'incident.incident.report',
      tenantId: officer.tenantId,
      target: { type: 'Incident', id, ownerPrincipalId: null },
      tier: 'amber',
      detail: { revision: 1, certainty: 'alleged', compromiseType: 'loss', affectedUserCount: 40 },
    },
  ]);
});

test('it may be discovered at this moment, and not a moment later', async () => {
  const database = createMemoryDatabase();
  const report = (ms: number): Promise<unknown> =>
    reportIncident({ database, clock }, sampleOfficer(), { discoveredAt: new Date(ms), facts: sampleFacts() });
  await expect(report(NOW_MS)).resolves.toBeDefined();
  await expect(report(NOW_MS + 1)).rejects.toMatchObject({
    code: 'BAD_USER_INPUT',
    fields: { 'input.discoveredAt': ['must not be in the future'] },
  });
  expect(database.rows.incidents).toHaveLength(1);
});

test('[R-108] what cannot be recorded is not kept', async () => {
  const database = createMemoryDatabase();
  database.auditDown = true;
  const report = reportIncident({ database, clock }, sampleOfficer(), {
    discoveredAt: new Date(0),
    facts: sampleFacts(),
  });
  await expect(report).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
  expect(database.rows).toEqual({ incidents: [], revisions: [] });
});
