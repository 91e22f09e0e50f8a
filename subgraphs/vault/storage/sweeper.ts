import { createPeriodicJob } from '#platform/jobs';
import type { PeriodicJob } from '#platform/jobs';
import type { Logger } from '#platform/logging';
import type { ObjectArea, ObjectStore } from '#platform/object-store';

const SWEEP_INTERVAL_MS = 600_000;
/** Longer than an upload, its scan and its commit can take together: what is older belongs to none that is under way. */
const LEFTOVER_AGE_MS = 3_600_000;
/** Keys looked up at once. */
const BATCH_KEYS = 200;

interface Deps {
  readonly objects: ObjectStore;
  /** Which of some keys belong to an available version. */
  readonly findStored: (keys: readonly string[]) => Promise<ReadonlySet<string>>;
  readonly logger: Logger;
}

/**
 * Removes what a crash left in the object store: staged content nobody waits for any more, and released objects whose commit
 * never came; now and every ten minutes. Safe to run in several processes at once.
 */
export function createSweeper({ objects, findStored, logger }: Deps): PeriodicJob {
  const remove = async (keys: readonly string[]): Promise<number> => {
    for (const key of keys) await objects.delete(key);
    return keys.length;
  };
  const sweepOrphans = async (keys: readonly string[]): Promise<number> => {
    const stored = await findStored(keys);
    return remove(keys.filter((key) => !stored.has(key)));
  };
  const sweep = async (area: ObjectArea, batch: (keys: readonly string[]) => Promise<number>): Promise<number> => {
    let removed = 0;
    let keys: string[] = [];
    for await (const key of objects.listOlderThan(area, LEFTOVER_AGE_MS)) {
      keys.push(key);
      if (keys.length < BATCH_KEYS) continue;
      removed += await batch(keys);
      keys = [];
    }
    return keys.length === 0 ? removed : removed + (await batch(keys));
  };
  const run = async (): Promise<number> => (await sweep('quarantine/', remove)) + (await sweep('lr1/', sweepOrphans));
  return createPeriodicJob({ name: 'sweep the object store', everyMs: SWEEP_INTERVAL_MS, run, logger });
}
