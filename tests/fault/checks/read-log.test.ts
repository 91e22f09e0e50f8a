import { describe, expect, test } from '@jest/globals';
import {
  appendLeaf,
  createNoteSigner,
  emptyFrontier,
  formatCheckpoint,
  formatProofFile,
  frontierRoot,
  leafHash,
  signNote,
} from '#platform/tlog';
import { createLogReader } from './read-log.ts';
import type { EntryRow } from './log-entries.ts';
import type { Query } from './open-queries.ts';

const LOG = createNoteSigner({ name: 'example.org/log', seed: Buffer.alloc(32, 7) });

/** The tables of a log. */
interface Tables {
  readonly rows: EntryRow[];
  readonly head: { size: string; root: Buffer; note: string | null };
}

type Said = Pick<EntryRow, 'kind' | 'outcome' | 'intentId'>;

const HISTORY: readonly Said[] = [
  { kind: 'PREPARED', outcome: 'ATTEMPTED', intentId: 'i-1' },
  { kind: 'FACT', outcome: 'DENIED', intentId: null },
  { kind: 'OUTCOME', outcome: 'COMMITTED', intentId: 'i-1' },
];

/** A log of one tenant. */
function good(): Tables {
  let before = '0'.repeat(64);
  const rows = HISTORY.map(({ kind, outcome, intentId }, at): EntryRow => {
    const eventId = `e-${String(at)}`;
    const leaf = JSON.stringify({ event_id: eventId, type: kind, outcome, tenant_prev: before });
    before = leafHash(Buffer.from(leaf)).toString('hex');
    const common = { service: 'vault', action: 'vault.person.create', targetId: 'p-1', tenantRef: 't' };
    return { ...common, index: String(at), eventId, kind, intentId, outcome, tenantSeq: String(at + 1), leaf };
  });
  return { rows, head: { size: String(rows.length), root: rootOf(rows), note: noteOf(rows) } };
}

function rootOf(rows: readonly EntryRow[]): Buffer {
  let frontier = emptyFrontier();
  for (const { leaf } of rows) ({ frontier } = appendLeaf(frontier, leafHash(Buffer.from(leaf))));
  return frontierRoot(frontier);
}

function noteOf(rows: readonly EntryRow[]): string {
  const body = formatCheckpoint({ origin: LOG.verifier.name, size: rows.length, root: rootOf(rows) });
  return signNote(body, LOG).toString();
}

function readerOf(tables: Tables) {
  const query = (sql: string, range: readonly number[] = []) => {
    const rows = sql.includes('log_head') ? [tables.head] : tables.rows.slice(range[0], range[1]);
    return Promise.resolve({ rows });
  };
  return createLogReader(query as unknown as Query, LOG.vkey);
}

function change(tables: Tables, at: number, changes: Partial<EntryRow>): void {
  const row = tables.rows[at];
  if (row !== undefined) tables.rows[at] = { ...row, ...changes };
}

const SPOILED: readonly (readonly [string, (tables: Tables) => void, RegExp])[] = [
  ['an index is left out', (tables) => change(tables, 1, { index: '5' }), /entry 5 stands at 1/],
  ['an event is there twice', (tables) => change(tables, 1, { eventId: 'e-0' }), /e-0 is there twice/],
  ['an entry is gone', ({ rows }) => rows.splice(1, 1), /missing/],
  ['two entries changed places', ({ rows }) => rows.reverse(), /stands at 0/],
  ['the number of a tenant is left out', (tables) => change(tables, 1, { tenantSeq: '9' }), /entry 1 is not the next/],
  [
    'a leaf was changed',
    (tables) => change(tables, 0, { leaf: `${tables.rows[0]?.leaf ?? ''} ` }),
    /entry 1 does not follow/,
  ],
  ['a column was changed', (tables) => change(tables, 2, { outcome: 'ABORTED' }), /entry 2 and its leaf/],
  ['an outcome is of nothing', (tables) => change(tables, 2, { intentId: 'i-2' }), /outcome of nothing/],
  ['the head has another root', ({ head }) => (head.root = Buffer.alloc(32)), /size 3 has another root/],
  [
    'something else was signed',
    ({ head, rows }) => (head.note = noteOf([...rows].reverse())),
    /signed for another tree/,
  ],
];

describe('[R-112] the log as it is read', () => {
  test('nothing is said of a good one, and its intents have their outcomes', async () => {
    const reader = readerOf(good());
    const { problems, touched } = await reader.advance();
    expect(problems).toEqual([]);
    expect([...touched]).toEqual([
      expect.objectContaining({ intentId: 'i-1', targetId: 'p-1', preparedAt: 0, outcome: 'COMMITTED', outcomes: 1 }),
    ]);
  });

  test.each(SPOILED)('it is said that %s', async (_what, spoil, said) => {
    const tables = good();
    spoil(tables);
    expect((await readerOf(tables).advance()).problems.join('\n')).toMatch(said);
  });

  test('one that was cut since is told from the one before', async () => {
    const tables = good();
    const reader = readerOf(tables);
    await reader.advance();
    Object.assign(tables.head, { size: '2', root: rootOf(tables.rows.slice(0, 2)), note: null });
    expect((await reader.advance()).problems).toEqual(['the log had 3 entries and has 2']);
  });

  test('a receipt must prove its own entry, in a tree that the log had', async () => {
    const tables = good();
    const reader = readerOf(tables);
    await reader.advance();
    const first = tables.rows.slice(0, 1);
    const proofIn = (rows: readonly EntryRow[]): string =>
      formatProofFile({ index: 0, proof: [], checkpoint: Buffer.from(noteOf(rows)) }).toString();
    expect(reader.tree.problemWithProof(proofIn(first), 0)).toBeUndefined();
    expect(reader.tree.problemWithProof(proofIn(first), 1)).toMatch(/does not verify|proves 0/);
    expect(reader.tree.problemWithProof(proofIn(tables.rows.slice(1, 2)), 0)).toMatch(/does not verify/);
    expect(reader.tree.problemWithProof(proofIn(first), 7)).toMatch(/not there/);
  });
});
