import { createDenialFacts, countOf } from './denial-facts.ts';
import { createDenialWindow } from './denial-window.ts';
import { createFactOutbox } from './fact-outbox.ts';
import { systemTimers } from './timers.ts';
import type { FactEvent } from '#platform/audit';
import type { Clock } from '#platform/clock';
import type { Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { DenialFacts } from './denial-facts.ts';
import type { EndedWindow } from './denial-window.ts';
import type { Denial, ReasonCounts } from './denial.ts';
import type { OutgoingFact } from './fact-outbox.ts';
import type { Timers } from './timers.ts';

/** How long repetitions are counted before they are written as one entry. */
export const WINDOW_SECONDS = 60;
/** At the end of the process, for what has not been confirmed; within the drain time of a service. */
const CLOSE_DEADLINE_MS = 2_000;

/** Records what was refused, out of the way of the answer. */
export interface DenialRecorder {
  /** Counts and, within bounds, records. Returns at once and never throws: a refusal stays the same refusal. */
  record(denial: Denial): void;
  /** Writes what is still counted, with a deadline. */
  close(): Promise<void>;
}

export interface DenialRecorderDeps {
  /** Name of the process that refuses. */
  readonly service: string;
  /** Brings a fact to the log; rejects when the log did not take it. The same event may come again. */
  readonly append: (fact: FactEvent) => Promise<unknown>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly timers?: Timers;
}

/** Bounded in memory and in entries per minute, whatever is refused and whether or not the log answers. */
export function createDenialRecorder(deps: DenialRecorderDeps): DenialRecorder {
  const { logger, timers = systemTimers } = deps;
  const facts = createDenialFacts(deps.service, deps.clock);
  const counters = createCounters(deps.metrics);
  const window = createDenialWindow();
  /** Denials of lost facts that no summary has accounted for. */
  let lostBefore = 0;
  let callOffEnd: (() => void) | undefined;

  const outbox = createFactOutbox({
    append: deps.append,
    timers,
    onRecorded: ({ count }) => {
      counters.recorded(count);
    },
    onLost: ({ count, ...fact }, cause) => {
      counters.lost(count);
      lostBefore += count + fact.lostBefore;
      logger.error({ err: cause, denials: count }, 'denials were not recorded');
      openWindow();
    },
  });
  const openWindow = (): void => {
    callOffEnd ??= timers.after(WINDOW_SECONDS * 1_000, endWindow);
  };
  const endWindow = (): void => {
    callOffEnd?.();
    callOffEnd = undefined;
    const lost = lostBefore;
    lostBefore = 0;
    for (const fact of factsOfEnd(facts, window.end(), lost)) outbox.send(fact);
  };
  return {
    record: (denial) => {
      try {
        counters.denied(denial);
        openWindow();
        const kind = window.add(denial);
        if (kind === 'first') outbox.send({ event: facts.of({ denial, count: 1 }, 0), count: 1, lostBefore: 0 });
        if (kind === 'suppressed') counters.suppressed();
      } catch (error) {
        logger.error({ err: error }, 'a denial could not be counted');
      }
    },
    close: async () => {
      endWindow();
      await outbox.close(CLOSE_DEADLINE_MS);
      callOffEnd?.();
    },
  };
}

/** Repetitions, then what is known in sum only. */
function factsOfEnd(facts: DenialFacts, { repeated, suppressed }: EndedWindow, lost: number): OutgoingFact[] {
  const summary = (actor: Denial['actor'] | undefined, reasons: ReasonCounts, lostBefore: number): OutgoingFact => ({
    event: facts.summary({ actor, reasons, lost: lostBefore }, WINDOW_SECONDS),
    count: countOf(reasons),
    lostBefore,
  });
  const ofSeveral = suppressed.find(({ actor }) => actor === undefined)?.reasons ?? {};
  return [
    ...repeated.map((counted) => ({
      event: facts.of(counted, WINDOW_SECONDS),
      count: counted.count,
      lostBefore: 0,
    })),
    ...suppressed.flatMap(({ actor, reasons }) => (actor === undefined ? [] : [summary(actor, reasons, 0)])),
    ...(countOf(ofSeveral) + lost === 0 ? [] : [summary(undefined, ofSeveral, lost)]),
  ];
}

interface Counters {
  denied(denial: Denial): void;
  recorded(count: number): void;
  suppressed(): void;
  lost(count: number): void;
}

/** Labels come from closed lists; a coordinate would be bounded as well, but by hundreds for each reason. */
function createCounters(metrics: Metrics): Counters {
  const denials = metrics.counter('lifeready_access_denials_total', 'Requests and fields that were refused.', [
    'layer',
    'reason',
  ]);
  const records = metrics.counter(
    'lifeready_access_denial_records_total',
    'Denials that are in the audit log (recorded), that are there in a summary only (suppressed), that are not there (lost).',
    ['result'],
  );
  for (const result of ['recorded', 'suppressed', 'lost']) records.add({ result }, 0);
  return {
    denied: ({ layer, reason }) => {
      denials.add({ layer, reason });
    },
    recorded: (count) => {
      records.add({ result: 'recorded' }, count);
    },
    suppressed: () => {
      records.add({ result: 'suppressed' });
    },
    lost: (count) => {
      records.add({ result: 'lost' }, count);
    },
  };
}
