import type { Database, Transaction } from '#platform/db';
import type { IntentReader, LoggedIntent, PendingIntent } from '../log/intent-queries.ts';

const PENDING = `SELECT p.intent_id AS "intentId", p.request_id AS "requestId", p.recorded_at AS "preparedAt" FROM audit_entry p
  WHERE p.kind = 'PREPARED' AND p.service = $1 AND p.recorded_at >= $2 AND p.recorded_at < $3
    AND NOT EXISTS (SELECT 1 FROM audit_entry o WHERE o.intent_id = p.intent_id AND o.kind = 'OUTCOME')
  ORDER BY p.recorded_at LIMIT $4`;
const NEWEST = `SELECT recorded_at AS at FROM audit_entry ORDER BY index DESC LIMIT 1`;
const FIND = `SELECT p.event_id AS "eventId", p.index AS "preparedIndex", p.recorded_at AS "preparedAt", o.outcome, o.index AS "outcomeIndex"
  FROM audit_entry p LEFT JOIN audit_entry o ON o.intent_id = p.intent_id AND o.kind = 'OUTCOME'
  WHERE p.kind = 'PREPARED' AND p.service = $1 AND p.intent_id = $2`;

/** The driver reads 64-bit numbers as text. */
type StoredIntent = Omit<LoggedIntent, 'preparedIndex' | 'outcomeIndex'> & {
  readonly preparedIndex: string;
  readonly outcomeIndex: string | null;
};

export function createIntentReader(db: Database): IntentReader {
  const readAll = <Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> =>
    db.read(null, async (tx) => {
      await tx.query(`SELECT set_config('app.purpose', 'sequencer', true)`);
      return work(tx);
    });
  return {
    pending: (service, from, before, limit) =>
      readAll(async (tx) => {
        // First, and by the log's own time: what is recorded later is not recorded at an earlier time, whatever clocks say.
        const [newest] = await tx.query<{ at: Date }>(NEWEST);
        const intents = await tx.query<PendingIntent>(PENDING, [service, from, before, limit]);
        const seen = newest === undefined ? from : earliest(newest.at, intents[0]?.preparedAt ?? before, before);
        return { intents, settledUntil: seen };
      }),
    find: async (service, intentId) => {
      const [row] = await readAll((tx) => tx.query<StoredIntent>(FIND, [service, intentId]));
      if (row === undefined) return undefined;
      const { preparedIndex, outcomeIndex } = row;
      return {
        ...row,
        preparedIndex: Number(preparedIndex),
        outcomeIndex: outcomeIndex === null ? null : Number(outcomeIndex),
      };
    },
  };
}

function earliest(...times: readonly Date[]): Date {
  return new Date(Math.min(...times.map((at) => at.getTime())));
}
