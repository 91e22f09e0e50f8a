import { createManualClock } from '#platform/clock';
import { silentLogger } from '#platform/logging';
import { createMetrics } from '#platform/metrics';
import { createDenialRecorder } from '../denial-recorder.ts';
import { createManualTimers } from './manual-timers.ts';
import type { FactEvent } from '#platform/audit';
import type { DenialRecorder } from '../denial-recorder.ts';
import type { ManualTimers } from './manual-timers.ts';

export interface RecorderFixture {
  readonly recorder: DenialRecorder;
  readonly timers: ManualTimers;
  /** What the log has taken, in order. */
  readonly facts: FactEvent[];
  /** While true, the log takes nothing. */
  down: boolean;
  /** Calls of the log, taken or not. */
  readonly calls: () => number;
  /** Lets everything run that can run without a timer. */
  settle(): Promise<void>;
  /** Value of a counter, by its name and labels as they stand in the text format. */
  counted(line: string): Promise<number>;
}

/** A recorder whose log and timers a test holds in its hand. */
export function createRecorderFixture(
  append: (fact: FactEvent) => Promise<unknown> = () => Promise.resolve(),
): RecorderFixture {
  const timers = createManualTimers();
  const metrics = createMetrics('vault');
  const facts: FactEvent[] = [];
  let calls = 0;
  const recorder = createDenialRecorder({
    service: 'vault',
    append: async (fact) => {
      calls += 1;
      if (fixture.down) throw new Error('the log is away');
      await append(fact);
      facts.push(fact);
    },
    clock: createManualClock(1_790_000_000_000),
    logger: silentLogger,
    metrics,
    timers,
  });
  const fixture: RecorderFixture = {
    recorder,
    timers,
    facts,
    down: false,
    calls: () => calls,
    settle: async () => {
      for (let before = -1; before !== calls;) {
        before = calls;
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
      }
    },
    counted: async (line) => {
      const found = (await metrics.text()).split('\n').find((text) => text.startsWith(`${line} `));
      return Number(found?.slice(line.length) ?? 0);
    },
  };
  return fixture;
}
