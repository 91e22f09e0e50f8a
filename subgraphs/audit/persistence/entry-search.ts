import { ENTRY_COLUMNS } from './entry-row.ts';
import type { Transaction } from '#platform/db';
import type { SearchFilter, SearchQuery } from '../log/entry-queries.ts';
import type { StoredEntry } from './entry-row.ts';

/** A reference is looked up first: as a value it is found by its index, as a sub-select each entry is held against it. */
const REFERENCES = `SELECT ref FROM pseudonym WHERE raw_id = $1 AND ($2::text IS NULL OR kind = $2)`;

/**
 * Index of the first entry recorded at a time or later, or the end of the range. Halves the log: entries are numbered without a
 * gap and their times never go back, so a day in millions of entries takes some twenty look-ups and no index of its own. The limit
 * keeps it that: without one the planner reads the whole log to join it.
 */
const FIRST_AT = `WITH RECURSIVE half (low, high) AS (
    SELECT 0::bigint, $2::bigint
    UNION ALL
    SELECT CASE WHEN e.recorded_at < $1 THEN e.index + 1 ELSE half.low END,
      CASE WHEN e.recorded_at < $1 THEN half.high ELSE e.index END
    FROM half CROSS JOIN LATERAL (SELECT index, recorded_at FROM audit_entry WHERE index = (half.low + half.high) / 2 LIMIT 1) e
    WHERE half.low < half.high
  )
  SELECT low AS index FROM half WHERE low >= high`;

/** Part of a statement, with the values it adds. */
interface Condition {
  readonly column: string;
  readonly comparison: string;
  readonly value: unknown;
}

/**
 * Entries that have all that is asked for, newest first. Only what is asked for is in the statement, so that the planner has one
 * index or another to walk from the newest entry back.
 * @param tx of an auditor
 */
export async function searchEntries(tx: Transaction, query: SearchQuery): Promise<StoredEntry[]> {
  const conditions = await conditionsOf(tx, query);
  if (conditions === undefined) return [];
  const { text, values } = searchStatement(conditions, query.limit);
  return tx.query<StoredEntry>(text, values);
}

function searchStatement(conditions: readonly Condition[], limit: number): { text: string; values: unknown[] } {
  const where = conditions.map(
    ({ column, comparison }, at) => `e.${column} ${comparison.replace('?', `$${String(at + 1)}`)}`,
  );
  const text = `SELECT ${ENTRY_COLUMNS} FROM audit_entry e WHERE ${where.join(' AND ')}
  ORDER BY e.index DESC LIMIT $${String(conditions.length + 1)}`;
  return { text, values: [...conditions.map(({ value }) => value), limit] };
}

/** @returns undefined when nobody and nothing in the log is what is asked for */
async function conditionsOf(tx: Transaction, query: SearchQuery): Promise<Condition[] | undefined> {
  const actors = await referencesOf(tx, query.actorId, 'principal');
  const targets = await referencesOf(tx, query.targetId, null);
  if (actors?.length === 0 || targets?.length === 0) return undefined;
  const [start, end] = await rangeOf(tx, query);
  return [
    ...among('actor_ref', actors),
    ...among('target_ref', targets),
    ...equal('action', query.action),
    ...equal('target_type', query.targetType),
    ...equal('outcome', query.outcome),
    ...equal('service', query.service),
    ...equal('intent_id', query.intentId),
    { column: 'index', comparison: '< ?::bigint', value: end },
    ...(start === 0 ? [] : [{ column: 'index', comparison: '>= ?::bigint', value: start }]),
  ];
}

/** One id has a pseudonym in each tenant that it occurs in; nearly always that is one. */
async function referencesOf(
  tx: Transaction,
  id: string | null,
  kind: 'principal' | null,
): Promise<string[] | undefined> {
  if (id === null) return undefined;
  return (await tx.query<{ ref: string }>(REFERENCES, [id, kind])).map(({ ref }) => ref);
}

/** Indices that the times, the cursor and the signed log leave: from the first, before the second. */
async function rangeOf(
  tx: Transaction,
  { from, to, beforeIndex }: Pick<SearchFilter, 'from' | 'to'> & Pick<SearchQuery, 'beforeIndex'>,
): Promise<[number, number]> {
  const firstAt = async (time: Date): Promise<number> => {
    const [found] = await tx.query<{ index: string }>(FIRST_AT, [time, beforeIndex]);
    if (found === undefined) throw new Error('an entry of the log is missing');
    return Number(found.index);
  };
  return [from === null ? 0 : await firstAt(from), to === null ? beforeIndex : await firstAt(to)];
}

function among(column: string, references: readonly string[] | undefined): Condition[] {
  if (references === undefined) return [];
  const [only] = references;
  return references.length === 1
    ? [{ column, comparison: '= ?::uuid', value: only }]
    : [{ column, comparison: '= ANY(?::uuid[])', value: references }];
}

function equal(column: string, value: string | null): Condition[] {
  return value === null ? [] : [{ column, comparison: '= ?', value }];
}
