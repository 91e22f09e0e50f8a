import { beforeEach, expect, test } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { newId } from '#platform/ids';
import { sampleFacts, sampleOfficer } from '../testing/incident-samples.ts';
import { createMemoryDatabase } from '../testing/memory-database.ts';
import { reportIncident } from './report-incident.ts';
import { reviseIncident } from './revise-incident.ts';
import type { Incident } from './incident.ts';
import type { Officer } from './ports.ts';
import type { MemoryDatabase } from '../testing/memory-database.ts';
import type { NewRevision } from './revise-incident.ts';

const NOW_MS = 1_790_000_000_000;

let clock: ReturnType<typeof createManualClock>;
let database: MemoryDatabase;
let officer: Officer;
let incident: Incident;

beforeEach(async () => {
  clock = createManualClock(NOW_MS);
  database = createMemoryDatabase();
  officer = sampleOfficer();
  incident = await reportIncident({ database, clock }, officer, { discoveredAt: new Date(0), facts: sampleFacts() });
});

function revise(change: Partial<NewRevision> = {}, by: Officer = officer): Promise<Incident> {
  const revision = {
    incidentId: incident.id,
    basedOnRevision: 1,
    facts: sampleFacts({ title: 'Stolen laptop' }),
    reason: 'It was stolen.',
  };
  return reviseIncident({ database, clock }, by, { ...revision, ...change });
}

test('[R-103] a revision follows the newest one, and the one before stays as it was', async () => {
  const [first] = database.rows.revisions;
  const colleague = sampleOfficer(officer.tenantId);
  clock.advance(60_000);
  expect(await revise({}, colleague)).toMatchObject({ id: incident.id });
  expect(database.rows.revisions[0]).toBe(first);
  expect(database.rows.revisions[1]).toMatchObject({
    number: 2,
    title: 'Stolen laptop',
    reason: 'It was stolen.',
    authorId: colleague.principalId,
    createdAt: new Date(NOW_MS + 60_000),
  });
  await revise({ basedOnRevision: 2 });
  expect(database.rows.revisions.map(({ number }) => number)).toEqual([1, 2, 3]);
});

test('the record names the new revision', async () => {
  await revise({ facts: sampleFacts({ certainty: 'confirmed', affectedUserCount: 0 }) });
  expect(database.records[1]).toMatchObject({
    action: 'incident.incident.revise',
    target: { type: 'Incident', id: incident.id, ownerPrincipalId: null },
    detail: { revision: 2, certainty: 'confirmed', compromiseType: 'loss', affectedUserCount: 0 },
  });
});

test.each([0, 2, 7])(
  'based on revision %s, which is not the newest, it is a conflict that names the newest',
  async (basedOnRevision) => {
    await expect(revise({ basedOnRevision })).rejects.toMatchObject({
      code: 'CONFLICT',
      facts: { currentRevision: 1 },
    });
    expect(database.rows.revisions).toHaveLength(1);
  },
);

test("another organisation's incident is answered as a missing one", async () => {
  const foreign = revise({}, sampleOfficer()).catch((error: unknown) => error);
  const missing = revise({ incidentId: newId() }).catch((error: unknown) => error);
  expect(await foreign).toMatchObject({ code: 'NOT_FOUND' });
  expect(await foreign).toEqual(await missing);
  // Also for a revision that would conflict: the number must not tell that there is one.
  await expect(revise({ basedOnRevision: 9 }, sampleOfficer())).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('[R-108] what cannot be recorded is not kept', async () => {
  database.auditDown = true;
  await expect(revise()).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
  expect(database.rows.revisions).toHaveLength(1);
});
