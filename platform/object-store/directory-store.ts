import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, link, lstat, open, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#platform/errors';
import { consuming, countedBody } from './counted-body.ts';
import { listDirectoryObjects } from './directory-listing.ts';
import { belongsTo, objectPlaceOf, partialName, placeOf } from './directory-place.ts';
import { createDirectoryTree } from './directory-tree.ts';
import { errorCode, guarded, unlessGone } from './store-failure.ts';
import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Clock } from '#platform/clock';
import type { Place } from './directory-place.ts';
import type { DirectoryTree } from './directory-tree.ts';
import type { ObjectStore } from './object-store.ts';

/** Only the service's own user may read. */
const FILE_MODE = 0o600;
const PARTIAL_RANDOM_BYTES = 8;
/** A symbolic link in the place of an object is refused, and a pipe in its place does not block the thread that opens it. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Objects as files below `root`, for the embedded stack and single machines. The file system must have hard links: they are what makes
 * creation atomic and exclusive at once (`rename` would overwrite).
 * @param deps.root made on first use, readable by its owner only
 */
export function createDirectoryStore(deps: { readonly root: string; readonly clock: Clock }): ObjectStore {
  const tree = createDirectoryTree(deps.root);
  return {
    put: (key, body, options = {}) =>
      consuming(body, async () => putFile(tree, placeOf(key), body, options.contentLength)),
    get: async (key) => openFile(tree, placeOf(key)),
    async exists(key) {
      const place = placeOf(key);
      return guarded('exists', async () => (await findFile(tree, place))?.entry.isFile() === true);
    },
    move: async (from, to) => moveFile(tree, objectPlaceOf(from), objectPlaceOf(to)),
    async delete(key) {
      const place = objectPlaceOf(key);
      await guarded('delete', () => deleteFiles(tree, place));
    },
    listOlderThan: (area, ageMs) => listDirectoryObjects(tree, area, deps.clock.now() - ageMs),
    async check() {
      await guarded('check', async () =>
        access(await tree.prepareRoot(), constants.R_OK | constants.W_OK | constants.X_OK),
      );
    },
  };
}

async function putFile(
  tree: DirectoryTree,
  place: Place,
  body: Readable,
  contentLength?: number,
): Promise<{ byteSize: number }> {
  // Spares reading a body in vain. What decides is the link below.
  if ((await guarded('put', () => findFile(tree, place))) !== undefined) throw new AppError('OBJECT_EXISTS');
  const { segments, fileName } = place;
  const name = partialName(fileName, randomBytes(PARTIAL_RANDOM_BYTES));
  const { directory, handle } = await guarded('put', () =>
    tree.within(segments, async (directory) => ({
      directory,
      handle: await open(join(directory, name), 'wx', FILE_MODE),
    })),
  );
  try {
    // A crash up to here leaves an unfinished write, which no key names.
    const byteSize = await writeBody(handle, body, contentLength);
    // A crash from here on leaves the whole object under its key, and perhaps its second name, which `delete` removes too.
    await guarded('put', () => linkExclusively(join(directory, name), join(directory, fileName)));
    return { byteSize };
  } finally {
    await guarded('put', async () => {
      await unlinkIfThere(join(directory, name));
      await tree.sync(segments);
      await tree.prune(segments);
    });
  }
}

async function writeBody(handle: FileHandle, body: Readable, contentLength: number | undefined): Promise<number> {
  let byteSize = 0;
  try {
    for await (const piece of countedBody(body, contentLength)) {
      await guarded('write', () => handle.writeFile(piece));
      byteSize += piece.length;
    }
    await guarded('sync', () => handle.sync());
  } finally {
    await handle.close();
  }
  return byteSize;
}

async function openFile(tree: DirectoryTree, place: Place): Promise<Readable> {
  const handle = await guarded('get', async () => {
    const directory = await tree.find(place.segments);
    if (directory === undefined) throw new AppError('OBJECT_MISSING');
    return open(join(directory, place.fileName), OPEN_FLAGS).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') throw new AppError('OBJECT_MISSING');
      if (errorCode(error) === 'ELOOP') throw notAFile();
      throw error;
    });
  });
  if ((await guarded('get', () => handle.stat())).isFile()) return handle.createReadStream();
  await handle.close();
  throw notAFile();
}

async function moveFile(tree: DirectoryTree, from: Place, to: Place): Promise<void> {
  await guarded('move', async () => {
    try {
      const source = await tree.within(to.segments, async (directory) => {
        const found = await findFile(tree, from);
        if (found === undefined) throw new AppError('OBJECT_MISSING');
        if (!found.entry.isFile()) throw notAFile();
        await linkExclusively(found.path, join(directory, to.fileName));
        return found.path;
      });
      await tree.sync(to.segments);
      // A crash here leaves the whole object under both keys.
      await unlinkIfThere(source);
      await tree.sync(from.segments);
    } finally {
      await tree.prune(from.segments);
      await tree.prune(to.segments);
    }
  });
}

async function deleteFiles(tree: DirectoryTree, { segments, fileName }: Place): Promise<void> {
  const directory = await tree.find(segments);
  if (directory === undefined) return;
  const names = (await unlessGone(readdir(directory))) ?? [];
  const ours = names.filter((name) => belongsTo(fileName, name));
  await Promise.all(ours.map((name) => unlinkIfThere(join(directory, name))));
  await tree.sync(segments);
  await tree.prune(segments);
}

async function findFile(
  tree: DirectoryTree,
  { segments, fileName }: Place,
): Promise<{ path: string; entry: Stats } | undefined> {
  const directory = await tree.find(segments);
  if (directory === undefined) return undefined;
  const path = join(directory, fileName);
  const entry = await unlessGone(lstat(path));
  return entry === undefined ? undefined : { path, entry };
}

async function linkExclusively(existing: string, name: string): Promise<void> {
  await link(existing, name).catch((error: unknown) => {
    throw errorCode(error) === 'EEXIST' ? new AppError('OBJECT_EXISTS') : error;
  });
}

async function unlinkIfThere(path: string): Promise<void> {
  await unlessGone(unlink(path));
}

function notAFile(): AppError {
  return new AppError('OBJECT_KEY_INVALID', { cause: new Error('what is stored under the key is not a file') });
}
