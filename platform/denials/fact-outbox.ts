import { createPauses } from './timers.ts';
import type { FactEvent } from '#platform/audit';
import type { Timers } from './timers.ts';

/** Facts that wait for the log, at the most; about 1 kB each. */
export const MAX_WAITING = 1_000;
/** With the pauses below, a log that is away for eight minutes misses nothing that fits in the queue. */
export const MAX_ATTEMPTS = 20;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** While closing there is no time for more. */
const CLOSING_PAUSE_MS = 200;

/** A fact on its way to the log. */
export interface OutgoingFact {
  readonly event: FactEvent;
  /** How many denials it stands for. */
  readonly count: number;
  /** Denials that were lost before and that it accounts for. */
  readonly lostBefore: number;
}

export interface FactOutbox {
  /** Takes a fact and returns at once. */
  send(fact: OutgoingFact): void;
  /** Sends what waits; what has not been confirmed after `deadlineMs` is lost. */
  close(deadlineMs: number): Promise<void>;
}

export interface FactOutboxDeps {
  /** Resolves when the log has the event; the same event may be given again. */
  readonly append: (event: FactEvent) => Promise<unknown>;
  readonly timers: Timers;
  readonly onRecorded: (fact: OutgoingFact) => void;
  readonly onLost: (fact: OutgoingFact, cause: unknown) => void;
}

interface Waiting {
  readonly fact: OutgoingFact;
  readonly attempts: number;
}

/** Brings facts to the log one after the other, tries again with pauses that grow, and gives up within bounds. */
export function createFactOutbox({ append, timers, onRecorded, onLost }: FactOutboxDeps): FactOutbox {
  const queue: Waiting[] = [];
  const pauses = createPauses(timers);
  let running: Promise<void> | undefined;
  let failuresInARow = 0;
  let closing = false;
  let ended = false;
  let inFlight: Waiting | undefined;
  let lastFailure: unknown;

  const appended = async (waiting: Waiting): Promise<boolean> => {
    inFlight = waiting;
    try {
      await append(waiting.fact.event);
      return true;
    } catch (error) {
      lastFailure = error;
      return false;
    } finally {
      inFlight = undefined;
    }
  };
  const attempt = async (waiting: Waiting): Promise<void> => {
    const { fact, attempts } = waiting;
    const done = await appended(waiting);
    // Given up in the meantime, and counted as lost.
    if (ended) return;
    if (done) {
      failuresInARow = 0;
      onRecorded(fact);
      return;
    }
    failuresInARow += 1;
    // To the end of the queue: an event that the log will never take does not hold up the others.
    if (attempts + 1 < MAX_ATTEMPTS) queue.push({ fact, attempts: attempts + 1 });
    else onLost(fact, lastFailure);
    if (queue.length > 0) await pauses.pause(closing ? CLOSING_PAUSE_MS : pauseAfter(failuresInARow));
  };
  const run = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await attempt(next);
    running = undefined;
  };
  return {
    send: (fact) => {
      if (ended || queue.length >= MAX_WAITING) {
        onLost(fact, new Error(ended ? 'the outbox is closed' : 'too many facts wait for the log'));
        return;
      }
      queue.push({ fact, attempts: 0 });
      running ??= Promise.resolve().then(run);
    },
    close: async (deadlineMs) => {
      closing = true;
      pauses.cutShort();
      const late = await isLate(running ?? Promise.resolve(), deadlineMs, timers);
      ended = true;
      if (!late) return;
      const left = [...(inFlight === undefined ? [] : [inFlight]), ...queue.splice(0)];
      for (const { fact } of left) onLost(fact, lastFailure ?? new Error('the process ended before the log answered'));
      pauses.cutShort();
    },
  };
}

function pauseAfter(failures: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
}

function isLate(work: Promise<void>, deadlineMs: number, timers: Timers): Promise<boolean> {
  return new Promise((resolve) => {
    const callOff = timers.after(
      deadlineMs,
      () => {
        resolve(true);
      },
      true,
    );
    void work.then(() => {
      callOff();
      resolve(false);
    });
  });
}
