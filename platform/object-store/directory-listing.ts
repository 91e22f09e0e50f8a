import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isId } from '#platform/ids';
import { areaSegments, keyOf } from './directory-place.ts';
import { guarded, unlessGone } from './store-failure.ts';
import type { DirectoryTree } from './directory-tree.ts';
import type { ObjectArea } from './object-store.ts';

/**
 * Keys of `area` all of whose files, the object and unfinished writes, were last written before `writtenBeforeMs`.
 * What is not named like one of ours is left alone.
 * @param writtenBeforeMs milliseconds since the Unix epoch
 */
export async function* listDirectoryObjects(
  tree: DirectoryTree,
  area: ObjectArea,
  writtenBeforeMs: number,
): AsyncGenerator<string> {
  const quarantine = area === 'quarantine/';
  const base = areaSegments(area);
  for (const tenantId of await idsIn(tree, base)) {
    for (const objectId of await idsIn(tree, [...base, tenantId])) {
      const written = await guarded('list', () =>
        lastWrites(tree, [...base, tenantId, objectId], { tenantId, objectId, quarantine }),
      );
      for (const [key, writtenMs] of written) {
        if (writtenMs < writtenBeforeMs) yield key;
      }
    }
  }
}

async function lastWrites(
  tree: DirectoryTree,
  segments: readonly string[],
  parts: { readonly tenantId: string; readonly objectId: string; readonly quarantine: boolean },
): Promise<ReadonlyMap<string, number>> {
  const written = new Map<string, number>();
  const directory = await tree.find(segments);
  if (directory === undefined) return written;
  for (const name of await namesIn(directory)) {
    const key = keyOf(parts, name);
    if (key === undefined) continue;
    const entry = await unlessGone(lstat(join(directory, name)));
    if (entry !== undefined) written.set(key, Math.max(entry.mtimeMs, written.get(key) ?? 0));
  }
  return written;
}

async function idsIn(tree: DirectoryTree, segments: readonly string[]): Promise<readonly string[]> {
  return guarded('list', async () => {
    const directory = await tree.find(segments);
    return directory === undefined ? [] : (await namesIn(directory)).filter(isId);
  });
}

async function namesIn(directory: string): Promise<readonly string[]> {
  return ((await unlessGone(readdir(directory))) ?? []).sort();
}
