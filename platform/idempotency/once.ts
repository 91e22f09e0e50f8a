import { AppError } from '#platform/errors';
import { findAnswer, inProgress } from './key-rows.ts';
import { inKeyedCall } from './keyed-call.ts';
import type { Clock } from '#platform/clock';
import type { Database } from '#platform/db';
import type { MetricCounter, Metrics } from '#platform/metrics';
import type { KeyedCall } from './keyed-call.ts';
import type { KeptAnswer } from './key-rows.ts';

/** A repetition waits this long for the first request of this process, without a connection to the database. */
const WAIT_MS = 5_000;

export interface Once {
  /**
   * The answer to a keyed call: of `work`, unless the key was used before; then the first one.
   * @param work makes one change at most, under the key
   * @param mayHave whether the caller may still have an answer that was given by this grant; null for one's own right
   * @throws AppError IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS, NOT_FOUND for what the caller may not have any more
   */
  answer(call: KeyedCall, work: () => Promise<unknown>, mayHave: (grantId: string | null) => boolean): Promise<unknown>;
}

interface Deps {
  readonly db: Pick<Database, 'read'>;
  readonly clock: Clock;
  readonly metrics: Metrics;
  /** How long a repetition waits, in milliseconds. */
  readonly waitMs?: number;
}

/**
 * Each keyed call is carried out once. Repetitions in this process stand in line, so that none of them does the work a second
 * time only to find the key taken; between processes the primary key of `idempotency_key` decides.
 */
export function createOnce({ db, clock, metrics, waitMs = WAIT_MS }: Deps): Once {
  const lines = new Map<string, Promise<unknown>>();
  const answers = metrics.counter(
    'lifeready_idempotent_answers_total',
    'Answers to requests with an idempotency key.',
    ['result'],
  );

  const first = async (
    call: KeyedCall,
    work: () => Promise<unknown>,
  ): Promise<{ kept?: KeptAnswer; made?: unknown }> => {
    const kept = await findAnswer(db, call, clock.now());
    if (kept !== undefined) return { kept };
    try {
      return { made: await inKeyedCall(call, work) };
    } catch (error) {
      // Another process was faster, and may be through by now.
      const theirs = isInProgress(error) ? await findAnswer(db, call, clock.now()) : undefined;
      if (theirs === undefined) throw error;
      return { kept: theirs };
    }
  };

  return {
    answer: async (call, work, mayHave) => {
      try {
        const { kept, made } = await inLine(lines, call, waitMs, () => first(call, work));
        answers.add({ result: kept === undefined ? 'first' : 'repeated' });
        if (kept === undefined) return made;
        if (!mayHave(kept.grantId)) throw new AppError('NOT_FOUND');
        return kept.answer;
      } catch (error) {
        countRefusal(answers, error);
        throw error;
      }
    },
  };
}

/** One after the other for each key of a caller. Who waits too long leaves; those behind still wait for those in front. */
function inLine<Result>(
  lines: Map<string, Promise<unknown>>,
  { caller, key }: KeyedCall,
  waitMs: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const name = `${caller.tenantId}/${caller.principalId}/${key}`;
  const ahead = lines.get(name);
  const mine = (async () => {
    if (ahead !== undefined && !(await endsWithin(ahead, waitMs))) throw inProgress();
    return work();
  })();
  const line = Promise.allSettled([ahead, mine]).then(() => {
    if (lines.get(name) === line) lines.delete(name);
  });
  lines.set(name, line);
  return mine;
}

async function endsWithin(work: Promise<unknown>, waitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, waitMs, false);
  });
  const ended = await Promise.race([work.then(() => true), late]);
  clearTimeout(timer);
  return ended;
}

function countRefusal(answers: MetricCounter, error: unknown): void {
  if (!(error instanceof AppError)) return;
  if (error.code === 'IDEMPOTENCY_KEY_REUSED') answers.add({ result: 'reused' });
  if (error.code === 'IDEMPOTENCY_IN_PROGRESS') answers.add({ result: 'in_progress' });
}

function isInProgress(error: unknown): boolean {
  return error instanceof AppError && error.code === 'IDEMPOTENCY_IN_PROGRESS';
}
