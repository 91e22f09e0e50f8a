import { lstat, mkdir, open, realpath, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#platform/errors';
import { errorCode, unlessGone } from './store-failure.ts';

/** Only the service's own user may look inside. */
const DIRECTORY_MODE = 0o700;
/** How often a directory is made again when somebody removed it, empty, between its making and its use. */
const DIRECTORY_ATTEMPTS_MAX = 5;

/** The directories below a store's root. The root itself may be a symbolic link; nothing below it may. */
export interface DirectoryTree {
  /** Makes the root when it is missing. */
  prepareRoot(): Promise<string>;
  /** Absolute path of `segments` below the root, or undefined when there is no such directory. */
  find(segments: readonly string[]): Promise<string | undefined>;
  /** Runs `use` in that directory, which is made when missing, and made again when it was pruned meanwhile. */
  within<Result>(segments: readonly string[], use: (directory: string) => Promise<Result>): Promise<Result>;
  /** Flushes the directory's entry list and those of its parents, so that names survive a power failure. */
  sync(segments: readonly string[]): Promise<void>;
  /** Removes the directory when it is empty. */
  prune(segments: readonly string[]): Promise<void>;
}

export function createDirectoryTree(root: string): DirectoryTree {
  const prepareRoot = async (): Promise<string> => {
    await mkdir(root, { recursive: true, mode: DIRECTORY_MODE });
    return realpath(root);
  };
  const find = async (segments: readonly string[]): Promise<string | undefined> => {
    const base = await unlessGone(realpath(root));
    return base === undefined ? undefined : unlessGone(descend(base, segments, assertDirectory));
  };
  return {
    prepareRoot,
    find,
    async within(segments, use) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await use(await descend(await prepareRoot(), segments, makeDirectory));
        } catch (error) {
          if (errorCode(error) !== 'ENOENT' || attempt === DIRECTORY_ATTEMPTS_MAX) throw error;
        }
      }
    },
    async sync(segments) {
      const base = await realpath(root);
      for (let depth = segments.length; depth >= 0; depth -= 1)
        await syncDirectory(join(base, ...segments.slice(0, depth)));
    },
    async prune(segments) {
      const directory = await find(segments);
      if (directory === undefined) return;
      await rmdir(directory).catch((error: unknown) => {
        if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) throw error;
      });
    },
  };
}

/** One level at a time, each checked, because making a path in one call would follow a symbolic link out of the root. */
async function descend(
  base: string,
  segments: readonly string[],
  step: (path: string) => Promise<void>,
): Promise<string> {
  let path = base;
  for (const segment of segments) {
    path = join(path, segment);
    await step(path);
  }
  return path;
}

async function makeDirectory(path: string): Promise<void> {
  await mkdir(path, { mode: DIRECTORY_MODE }).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error;
  });
  await assertDirectory(path);
}

async function assertDirectory(path: string): Promise<void> {
  const entry = await lstat(path);
  if (!entry.isDirectory())
    throw new AppError('OBJECT_KEY_INVALID', { cause: new Error('a part of the path is not a directory') });
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await unlessGone(open(path, 'r'));
  // Pruned meanwhile: there is no entry left to keep.
  if (handle === undefined) return;
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
