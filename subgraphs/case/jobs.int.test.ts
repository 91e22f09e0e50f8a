import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { openDatabase } from '#platform/db';
import { newId } from '#platform/ids';
import { silentLogger } from '#platform/logging';
import { createDirectoryStore, formatObjectKey } from '#platform/object-store';
import { sweepObjects } from './bundle/sweep-objects.ts';
import { entities } from './persistence/entities/index.ts';
import { migrations } from './persistence/migrations/index.ts';
import { createKnownPacks, createScopeLookups } from './persistence/scope-lookups.ts';
import { createUnitOfWork } from './persistence/unit-of-work.ts';
import { expireCases } from './domain/expire-case.ts';
import { createAuditedDatabase } from '#platform/audit';
import { startCaseFixture } from './testing/case-fixture.ts';
import { issueLink, owner, shared } from './testing/world.ts';
import type { Database } from '#platform/db';
import type { CaseFixture } from './testing/case-fixture.ts';

const HOUR_MS = 3_600_000;

let fixture: CaseFixture;
let db: Database;

beforeAll(async () => {
  fixture = await startCaseFixture();
  db = await openDatabase({ service: 'case', url: fixture.appUrl, poolMax: 2, entities, migrations });
});
afterAll(async () => {
  await db.close();
  await fixture.close();
});

test('[R-089] the sweeper deletes old objects that no pack refers to, and no others', async () => {
  const who = owner(fixture);
  const { packId } = await shared(fixture, who);
  // Ages come from the files, so the clock of the store stands two hours ahead of them.
  const store = createDirectoryStore({ root: fixture.objectsRoot, clock: createManualClock(Date.now() + 2 * HOUR_MS) });
  const left = formatObjectKey({ tenantId: who.tenantId, objectId: newId(), version: 1, quarantine: false });
  await store.put(left, Readable.from([Buffer.from('half a pack')]));
  expect(await sweepObjects({ store, knownPacks: createKnownPacks(db) })).toBe(1);
  expect(await store.exists(left)).toBe(false);
  expect(
    await store.exists(formatObjectKey({ tenantId: who.tenantId, objectId: packId, version: 1, quarantine: false })),
  ).toBe(true);
});

test('the sweeper leaves what is being built', async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'case-sweep-'));
  try {
    const store = createDirectoryStore({ root, clock: createManualClock(Date.now() + HOUR_MS - 60_000) });
    const fresh = formatObjectKey({ tenantId: newId(), objectId: newId(), version: 1, quarantine: false });
    await store.put(fresh, Readable.from([Buffer.from('x')]));
    expect(await sweepObjects({ store, knownPacks: () => Promise.resolve(new Set()) })).toBe(0);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});

describe('[R-095] the job that expires cases', () => {
  test('settles those whose last link ended by itself, once, and leaves the others', async () => {
    const who = owner(fixture);
    const ended = await shared(fixture, who, 1);
    const stillOut = await shared(fixture, who, 1);
    await issueLink(who, stillOut.caseId, 100);
    const revoked = await shared(fixture, who, 1);
    await who.mutate('revokeCase', { caseId: revoked.caseId }, '{ case { id } }');
    fixture.clock.advance(2 * HOUR_MS);
    const uow = createUnitOfWork(
      createAuditedDatabase({ db, client: fixture.audit, clock: fixture.clock, logger: silentLogger }),
    );
    const deps = { uow, clock: fixture.clock, lookups: createScopeLookups(db) };
    expect(await expireCases(deps, 'job-request')).toBe(1);
    expect(await expireCases(deps, 'job-request')).toBe(0);
    const rows = await fixture.rows('SELECT id, status FROM "case".case_record WHERE id = ANY ($1)', [
      [ended.caseId, stillOut.caseId, revoked.caseId],
    ]);
    expect(new Map(rows.map(({ id, status }) => [id, status]))).toEqual(
      new Map([
        [ended.caseId, 'expired'],
        [stillOut.caseId, 'link_issued'],
        [revoked.caseId, 'revoked'],
      ]),
    );
  });
});
