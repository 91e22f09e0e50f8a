import { newId } from '#platform/ids';
import { TlogError, parseFrontier, serialiseFrontier } from '#platform/tlog';
import { START } from '../integrity/integrity-task.ts';
import { oneTree } from '../integrity/two-trees.ts';
import type { Database, Transaction } from '#platform/db';
import type { Finding } from '../integrity/findings.ts';
import type { Alarm, IntegrityState, IntegrityStore } from '../integrity/integrity-store.ts';
import type { WalkStart } from '../integrity/walk.ts';

const LOAD = `SELECT frontier, newest, groups, last_success AS "lastSuccess" FROM integrity_state WHERE id = 1`;
const SAVE = `UPDATE integrity_state SET frontier = $1, newest = $2, groups = $3, last_success = $4 WHERE id = 1`;
const OPEN_ALARM = 'SELECT id FROM integrity_alarm WHERE ended_at IS NULL';
const RAISE = `INSERT INTO integrity_alarm (id, raised_at) VALUES ($1, $2) ON CONFLICT ((1)) WHERE ended_at IS NULL DO NOTHING`;
const ADD_FINDINGS = `INSERT INTO integrity_finding (alarm_id, kind, place, problem, found_at)
  SELECT a.id, f.kind, f.place, f.problem, $4 FROM integrity_alarm a, unnest($1::text[], $2::text[], $3::text[]) AS f (kind, place, problem)
  WHERE a.ended_at IS NULL
  ON CONFLICT (alarm_id, kind, place) DO NOTHING RETURNING kind, place, problem`;
const END = 'UPDATE integrity_alarm SET ended_at = $1 WHERE ended_at IS NULL RETURNING id';
const ALARMS = `SELECT a.id, a.raised_at AS "raisedAt", a.ended_at AS "endedAt",
    (SELECT count(*)::int FROM integrity_finding f WHERE f.alarm_id = a.id) AS findings,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', f.kind, 'place', f.place, 'problem', f.problem)), '[]')
      FROM (SELECT * FROM integrity_finding f WHERE f.alarm_id = a.id ORDER BY f.found_at, f.kind, f.place LIMIT 10) f) AS examples
  FROM integrity_alarm a ORDER BY a.raised_at DESC, a.id DESC LIMIT $1`;

interface StateRow {
  readonly frontier: Buffer;
  readonly newest: string;
  readonly groups: string;
  readonly lastSuccess: Date | null;
}

interface AlarmRow extends Pick<Alarm, 'id' | 'findings' | 'examples'> {
  readonly raisedAt: Date;
  readonly endedAt: Date | null;
}

/** What the integrity task remembers, in PostgreSQL. */
export function createIntegrityStore(db: Database): IntegrityStore {
  const write = <Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> =>
    db.write(null, async (tx) => {
      await tx.query(`SELECT set_config('app.purpose', 'sequencer', true)`);
      return work(tx);
    });
  return {
    load: () => db.read(null, async (tx) => toState((await tx.query<StateRow>(LOAD))[0])),
    save: (state) =>
      write(async (tx) => {
        // Losing it repeats a part of a pass; nobody's commit waits for this one.
        await tx.query(`SELECT set_config('synchronous_commit', 'off', true)`);
        await tx.query(SAVE, saved(state));
      }),
    isRaised: () => db.read(null, async (tx) => (await tx.query(OPEN_ALARM)).length > 0),
    raise: (findings, nowMs) =>
      write(async (tx) => {
        const now = new Date(nowMs);
        await tx.query(RAISE, [newId(nowMs), now]);
        return tx.query<Finding>(ADD_FINDINGS, [
          findings.map(({ kind }) => kind),
          findings.map(({ place }) => place),
          findings.map(({ problem }) => problem),
          now,
        ]);
      }),
    end: (nowMs) => write(async (tx) => (await tx.query(END, [new Date(nowMs)])).length > 0),
    alarms: (limit) =>
      db.read(null, async (tx) => {
        const rows = await tx.query<AlarmRow>(ALARMS, [limit]);
        return rows.map(({ raisedAt, endedAt, ...alarm }) => ({
          ...alarm,
          raisedAtMs: raisedAt.getTime(),
          endedAtMs: endedAt?.getTime(),
        }));
      }),
  };
}

function toState(row: StateRow | undefined): IntegrityState {
  if (row === undefined) throw new Error('the state of the integrity task is missing');
  const { frontier, newest, groups, lastSuccess } = row;
  return { watermark: toStart(frontier, newest, Number(groups)), lastSuccessMs: lastSuccess?.getTime() };
}

/** Whoever changed it gets nothing by it: the walk begins again. */
function toStart(bytes: Buffer, newest: string, groups: number): WalkStart {
  try {
    const frontier = parseFrontier(bytes);
    return frontier.size === 0 ? START : { position: { trees: oneTree(frontier), newest }, groups };
  } catch (error) {
    if (error instanceof TlogError) return START;
    throw error;
  }
}

/** Only of a walk on which nothing was wrong, so that both trees are one. */
function saved({ watermark: { position, groups }, lastSuccessMs }: IntegrityState): unknown[] {
  return [serialiseFrontier(position.trees.ofEntries), position.newest, groups, toDate(lastSuccessMs)];
}

function toDate(ms: number | undefined): Date | null {
  return ms === undefined ? null : new Date(ms);
}
