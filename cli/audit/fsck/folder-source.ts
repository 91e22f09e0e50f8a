import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { FULL_TILE_BYTES, MAX_BUNDLE_BYTES, formatTilePath } from '#platform/tlog';
import { CannotCheckError, MAX_CHECKPOINT_BYTES } from './log-source.ts';
import type { LogSource } from './log-source.ts';

/** A symbolic link is not followed, and a pipe does not keep the program waiting. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** A log as files: `checkpoint` and `tile/…` below one folder. Every path is made from numbers, so none leads out of it. */
export function createFolderSource(folder: string): LogSource {
  return {
    checkpoint: async () => {
      const bytes = await readBounded(path.join(folder, 'checkpoint'), MAX_CHECKPOINT_BYTES);
      if (bytes === undefined) throw new CannotCheckError(`${folder} has no file checkpoint`);
      return bytes;
    },
    tile: (tile) =>
      readBounded(
        path.join(folder, ...formatTilePath(tile).split('/')),
        tile.level === 'entries' ? MAX_BUNDLE_BYTES : FULL_TILE_BYTES,
      ),
  };
}

/** @returns undefined when there is no such file */
async function readBounded(file: string, maxBytes: number): Promise<Buffer | undefined> {
  try {
    const handle = await open(file, OPEN_FLAGS);
    try {
      const entry = await handle.stat();
      if (!entry.isFile()) throw new CannotCheckError(`${file} is not a file`);
      if (entry.size > maxBytes) throw new CannotCheckError(`${file} is larger than it can be`);
      const bytes = Buffer.allocUnsafe(entry.size);
      const { bytesRead } = await handle.read(bytes, 0, entry.size, 0);
      if (bytesRead !== entry.size) throw new CannotCheckError(`${file} changed while it was read`);
      return bytes;
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof CannotCheckError) throw error;
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === 'ELOOP') throw new CannotCheckError(`${file} is a symbolic link`);
    throw new CannotCheckError(`${file} cannot be read: ${code}`);
  }
}
