import { parseObjectKey } from '#platform/object-store';
import type { ObjectStore } from '#platform/object-store';

/** No export takes this long, so an older object without a row is the remains of one that did not happen. */
const MIN_AGE_MS = 3_600_000;
const BATCH = 200;

export interface SweepDeps {
  readonly store: ObjectStore;
  /** Which of these packs have a row. */
  readonly knownPacks: (ids: readonly string[]) => Promise<ReadonlySet<string>>;
}

/** Deletes stored archives that no pack refers to. @returns how many were deleted */
export async function sweepObjects({ store, knownPacks }: SweepDeps): Promise<number> {
  let deleted = 0;
  const settle = async (keys: readonly string[]): Promise<void> => {
    const known = await knownPacks(keys.map((key) => parseObjectKey(key).objectId));
    for (const key of keys.filter((candidate) => !known.has(parseObjectKey(candidate).objectId))) {
      await store.delete(key);
      deleted += 1;
    }
  };
  let batch: string[] = [];
  for await (const key of store.listOlderThan('lr1/', MIN_AGE_MS)) {
    batch.push(key);
    if (batch.length < BATCH) continue;
    await settle(batch);
    batch = [];
  }
  if (batch.length > 0) await settle(batch);
  return deleted;
}
