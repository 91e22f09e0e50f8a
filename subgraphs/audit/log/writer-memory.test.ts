import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { WriterMemory } from './writer-memory.ts';
import type { Reference } from './references.ts';
import type { PseudonymRow, TenantHead } from './types.ts';

const tenantId = newId();
const tenantRef = randomUUID();
const tenant: PseudonymRow = { tenantRef, kind: 'tenant', rawId: tenantId, ref: tenantRef, wrappedKey: null };
const head: TenantHead = { tenantRef, seq: 7, leafHash: Buffer.alloc(32, 1) };
const person: Reference = { kind: 'principal', rawId: newId() };
const personRow: PseudonymRow = { tenantRef, ...person, ref: randomUUID(), wrappedKey: null };

/** What has to be asked for, and what is known. */
function recall(memory: WriterMemory, references: readonly Reference[]): { asked: string[]; known: string[] } {
  const recalled = { pseudonyms: [] as PseudonymRow[], tenantHeads: [] as TenantHead[] };
  const asked = memory.recall(tenantId, references, recalled);
  return { asked, known: recalled.pseudonyms.map(({ ref }) => ref) };
}

test('of a tenant that is not known, with its place in its chain, everything is asked for', () => {
  const memory = new WriterMemory();
  expect(recall(memory, [person])).toEqual({ asked: [tenantId, person.rawId], known: [] });
  memory.learn({ pseudonyms: [tenant, personRow], tenantHeads: [] });
  expect(recall(memory, [person]).asked).toEqual([tenantId, person.rawId]);
});

test('of a known tenant, only what is not known is asked for', () => {
  const memory = new WriterMemory();
  memory.learn({ pseudonyms: [tenant, personRow], tenantHeads: [head] });
  const stranger: Reference = { kind: 'principal', rawId: newId() };
  expect(recall(memory, [person, stranger])).toEqual({ asked: [stranger.rawId], known: [tenantRef, personRow.ref] });
});

test('an id that is known as a person is not known as an object', () => {
  const memory = new WriterMemory();
  memory.learn({ pseudonyms: [tenant, personRow], tenantHeads: [head] });
  expect(recall(memory, [{ ...person, kind: 'object' }]).asked).toEqual([person.rawId]);
});

test('what was erased meanwhile is not given to new entries after a second', () => {
  let now = 1_000;
  const memory = new WriterMemory({ now: () => now });
  memory.learn({ pseudonyms: [tenant, personRow], tenantHeads: [head] });
  now += 999;
  expect(recall(memory, [person]).asked).toEqual([]);
  now += 2;
  expect(recall(memory, [person])).toEqual({ asked: [person.rawId], known: [tenantRef] });
});

test('what the database saw of somebody before they had a key does not take the key away', () => {
  const memory = new WriterMemory();
  memory.learn({ pseudonyms: [tenant, { ...personRow, wrappedKey: 'key' }], tenantHeads: [head] });
  memory.learn({ pseudonyms: [personRow], tenantHeads: [] });
  const recalled = { pseudonyms: [] as PseudonymRow[], tenantHeads: [] as TenantHead[] };
  memory.recall(tenantId, [person], recalled);
  expect(recalled.pseudonyms).toContainEqual({ ...personRow, wrappedKey: 'key' });
});

test('what the database saw of a tenant before its newest entry does not take the entry away', () => {
  const memory = new WriterMemory();
  memory.learn({ pseudonyms: [tenant], tenantHeads: [head] });
  memory.learn({ pseudonyms: [], tenantHeads: [{ ...head, seq: 6 }] });
  const recalled = { pseudonyms: [] as PseudonymRow[], tenantHeads: [] as TenantHead[] };
  memory.recall(tenantId, [], recalled);
  expect(recalled.tenantHeads).toEqual([head]);
});
