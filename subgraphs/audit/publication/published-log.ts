import { LRUCache } from 'lru-cache';
import { AppError } from '#platform/errors';
import { FULL_TILE_BYTES, TILE_WIDTH, cutEntryBundle, formatTilePath, tileWidthAt } from '#platform/tlog';
import { tileBytes } from './tile-bytes.ts';
import type { TileCoordinates } from '#platform/tlog';
import type { TileSource } from './tile-source.ts';
import type { TileStore } from './tile-store.ts';

/** Hash tiles that are kept in memory: at most 8 MB. */
const MAX_CACHED_TILES = 1_024;

/** Tiles and bundles as outsiders read them. */
export interface PublishedLog {
  /**
   * The bytes of a tile or bundle of a log of `size` entries, full or partial: also of a partial one that is full by now.
   * @throws AppError NOT_FOUND when the log has not come as far; SERVICE_UNAVAILABLE
   */
  read(tile: TileCoordinates, size: number): Promise<Buffer>;
}

/**
 * Full tiles come from the object store, and from the database as long as they are not published; partial ones are the beginning of
 * a full one, or come from the database.
 */
export function createPublishedLog(deps: { readonly source: TileSource; readonly store: TileStore }): PublishedLog {
  const cache = new LRUCache<string, Buffer>({ max: MAX_CACHED_TILES });
  const readFull = async (tile: TileCoordinates): Promise<Buffer> =>
    (await deps.store.read(tile)) ?? (await tileBytes(deps.source, tile));
  const readAny = async (tile: TileCoordinates, available: number): Promise<Buffer> => {
    if (available < TILE_WIDTH) return tileBytes(deps.source, tile);
    const full = await readFull({ ...tile, width: TILE_WIDTH });
    if (tile.width === TILE_WIDTH) return full;
    return tile.level === 'entries' ? cutEntryBundle(full, tile.width) : full.subarray(0, tile.width * HASH_BYTES);
  };
  return {
    read: async (tile, size) => {
      const available = tileWidthAt(tile.level, tile.index, size);
      if (tile.width > available) throw new AppError('NOT_FOUND');
      if (tile.level === 'entries') return readAny(tile, available);
      const path = formatTilePath(tile);
      const known = cache.get(path);
      if (known !== undefined) return known;
      const bytes = await readAny(tile, available);
      cache.set(path, bytes);
      return bytes;
    },
  };
}

const HASH_BYTES = FULL_TILE_BYTES / TILE_WIDTH;
