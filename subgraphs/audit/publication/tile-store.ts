import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { AppError } from '#platform/errors';
import { formatLogKey } from '#platform/object-store';
import { formatTilePath } from '#platform/tlog';
import type { ObjectStore } from '#platform/object-store';
import type { TileCoordinates } from '#platform/tlog';

/** What is published is not what the log has: one of the two is a second history. */
export class PublishedDiffersError extends Error {
  constructor(what: string) {
    super(`what is published does not agree with the log: ${what}`);
    this.name = 'PublishedDiffersError';
  }
}

/** Full tiles and bundles in the object store, each written once. */
export interface TileStore {
  /**
   * Repeating a write is harmless.
   * @throws PublishedDiffersError when other bytes are there
   */
  write(tile: TileCoordinates, bytes: Buffer): Promise<void>;
  has(tile: TileCoordinates): Promise<boolean>;
  /** @returns undefined when it is not published */
  read(tile: TileCoordinates): Promise<Buffer | undefined>;
}

export function createTileStore(objects: ObjectStore): TileStore {
  const keyOf = (tile: TileCoordinates): string => formatLogKey(formatTilePath(tile));
  const read = async (tile: TileCoordinates): Promise<Buffer | undefined> => {
    try {
      return await buffer(await objects.get(keyOf(tile)));
    } catch (error) {
      if (error instanceof AppError && error.code === 'OBJECT_MISSING') return undefined;
      throw error;
    }
  };
  return {
    async write(tile, bytes) {
      try {
        await objects.put(keyOf(tile), Readable.from([bytes]), { contentLength: bytes.length });
      } catch (error) {
        if (!(error instanceof AppError && error.code === 'OBJECT_EXISTS')) throw error;
        // By an attempt that broke off, or by another instance: either has written the same, for a tile never changes.
        const published = await read(tile);
        if (published?.equals(bytes) !== true) throw new PublishedDiffersError(formatTilePath(tile));
      }
    },
    has: (tile) => objects.exists(keyOf(tile)),
    read,
  };
}
