import type { ObjectArea, ObjectStore } from '../object-store.ts';

/** All keys that `listOlderThan` gives. */
export async function keysOlderThan(store: ObjectStore, area: ObjectArea, ageMs: number): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const key of store.listOlderThan(area, ageMs)) keys.push(key);
  return keys;
}
