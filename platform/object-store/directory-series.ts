import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { link, open, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { partialName } from './directory-place.ts';
import { createDirectoryTree } from './directory-tree.ts';
import { LOG_AREA } from './log-key.ts';
import { errorCode, guarded, unlessGone } from './store-failure.ts';
import { SERIES_ITEM_BYTES_MAX, seriesKey, seriesName, seriesNumber } from './write-once-series.ts';
import type { WriteOnceSeries } from './write-once-series.ts';

/** Nobody writes to it again, its owner included, short of changing the mode first. */
const READ_ONLY_MODE = 0o400;
const PARTIAL_RANDOM_BYTES = 8;
const READ_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** A series as read-only files of a directory. The file system must have hard links, as for `createDirectoryStore`. */
export function createDirectorySeries(deps: { readonly root: string; readonly name: string }): WriteOnceSeries {
  const tree = createDirectoryTree(deps.root);
  const segments = [LOG_AREA.slice(0, -1), deps.name];
  // The name becomes a part of paths.
  seriesKey(deps.name, 0);
  return {
    put: (number, bytes) => {
      const name = seriesName(number);
      return guarded('put', async () => {
        const isNew = await tree.within(segments, (directory) => writeOnce(directory, name, bytes));
        // Also for one that was there: whoever wrote it may have ended before the name was on the disk.
        await tree.sync(segments);
        return isNew;
      });
    },
    read: (number) => {
      const name = seriesName(number);
      return guarded('get', async () => {
        const directory = await tree.find(segments);
        return directory === undefined ? undefined : readWhole(join(directory, name));
      });
    },
    newest: () =>
      guarded('list', async () => {
        const directory = await tree.find(segments);
        const names = directory === undefined ? [] : ((await unlessGone(readdir(directory))) ?? []);
        return names.map(seriesNumber).reduce((most, number) => larger(most, number), undefined);
      }),
  };
}

/** @returns whether it is under its name because of this call; a crash leaves the whole of it there, or nothing */
async function writeOnce(directory: string, name: string, bytes: Buffer): Promise<boolean> {
  const partial = join(directory, partialName(name, randomBytes(PARTIAL_RANDOM_BYTES)));
  const handle = await open(partial, 'wx', READ_ONLY_MODE);
  try {
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await link(partial, join(directory, name));
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await unlessGone(unlink(partial));
  }
}

async function readWhole(path: string): Promise<Buffer | undefined> {
  const handle = await unlessGone(open(path, READ_FLAGS));
  if (handle === undefined) return undefined;
  try {
    const entry = await handle.stat();
    if (!entry.isFile() || entry.size > SERIES_ITEM_BYTES_MAX) throw new Error('not a file of a series');
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

function larger(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.max(one, other);
}
