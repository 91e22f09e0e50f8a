import { randomBytes, randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { createLocalKms } from '#platform/crypto';
import { emptyFrontier } from '#platform/tlog';
import { factEvent, somebody } from '../testing/events.ts';
import { prepareBatch } from './batch.ts';
import { createSubjectKeys } from './subject-keys.ts';
import { WriterMemory } from './writer-memory.ts';
import type { BatchBase, PreparedBatch } from './batch.ts';
import type { KnownRows, PseudonymRow } from './types.ts';

test('[R-157] whoever gets a key in a batch that takes long to commit gets no second one', async () => {
  const who = somebody();
  const tenant = { kind: 'tenant', rawId: who.tenantId, ref: randomUUID(), wrappedKey: null } as const;
  const pseudonyms: PseudonymRow[] = [
    { ...tenant, tenantRef: tenant.ref },
    { tenantRef: tenant.ref, kind: 'principal', rawId: who.principalId, ref: randomUUID(), wrappedKey: null },
  ];
  const tenantHeads = [{ tenantRef: tenant.ref, seq: 1, leafHash: randomBytes(32) }];
  // What the database says as long as the first batch is not committed.
  const before: KnownRows = { entries: [], pseudonyms, tenantHeads };
  let now = 1_000;
  const memory = new WriterMemory({ now: () => now });
  const subjectKeys = createSubjectKeys(createLocalKms({ masterKeys: [{ id: 'one', key: randomBytes(32) }] }));
  const recordedAt = new Date(0).toISOString();
  const build = (base: BatchBase): Promise<PreparedBatch> =>
    prepareBatch({ store: { lookUp: async () => before }, memory, subjectKeys, recordedAt }, base, [
      { event: factEvent(who), service: 'case', eventHash: randomBytes(32), doubted: false },
    ]);
  const slow = await build({ frontier: emptyFrontier(), rows: undefined });
  now += 1_100;
  const next = await build(slow);
  const last = await build(next);
  const created = [slow, next, last].map(({ rows }) => rows.subjectKeys.length);
  expect(created).toEqual([1, 0, 0]);
});

test('[R-157] whose key cannot be opened is refused alone', async () => {
  const [who, neighbour] = [somebody(), somebody()];
  const ref = randomUUID();
  const tenantRef = randomUUID();
  const known: KnownRows = {
    entries: [],
    pseudonyms: [
      { tenantRef, kind: 'tenant', rawId: who.tenantId, ref: tenantRef, wrappedKey: null },
      { tenantRef, kind: 'principal', rawId: who.principalId, ref, wrappedKey: 'changed.by-somebody' },
    ],
    tenantHeads: [{ tenantRef, seq: 1, leafHash: randomBytes(32) }],
  };
  const events = [factEvent(neighbour), factEvent(who), factEvent(neighbour)];
  const { rows, results, frontier } = await prepareBatch(
    {
      store: { lookUp: async () => known },
      memory: new WriterMemory(),
      subjectKeys: createSubjectKeys(createLocalKms({ masterKeys: [{ id: 'one', key: randomBytes(32) }] })),
      recordedAt: new Date(0).toISOString(),
    },
    { frontier: emptyFrontier(), rows: undefined },
    events.map((event) => ({ event, service: 'case', eventHash: randomBytes(32), doubted: false })),
  );
  expect(results).toMatchObject([
    { kind: 'appended' },
    { kind: 'refused', error: { code: 'AUDIT_UNAVAILABLE' } },
    { kind: 'appended' },
  ]);
  expect(rows.entries.map(({ index, tenantSeq }) => [index, tenantSeq])).toEqual([
    [0, 1],
    [1, 2],
  ]);
  expect([rows.details.length, frontier.size]).toEqual([2, 2]);
});
