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
   * The bytes of a tile or bundle, full or partial: also of a partial one that is full by now.
   * @throws AppError NOT_FOUND when the log has not come as far; SERVICE_UNAVAILABLE
   */
  read(tile: TileCoordinates): Promise<Buffer>;
}

/**
 * Full tiles come from the object store, also while the database is away, and from the database as long as they are not published;
 * partial ones are the beginning of a full one, or come from the database.
 */
export function createPublishedLog(deps: { readonly source: TileSource; readonly store: TileStore }): PublishedLog {
  const { source, store } = deps;
  const cache = new LRUCache<string, Buffer>({ max: MAX_CACHED_TILES });
  const available = async ({ level, index }: TileCoordinates): Promise<number> =>
    tileWidthAt(level, index, await source.size());
  const readFull = async (tile: TileCoordinates): Promise<Buffer> => {
    const published = await store.read(tile);
    if (published !== undefined) return published;
    if ((await available(tile)) < TILE_WIDTH) throw new AppError('NOT_FOUND');
    return tileBytes(source, tile);
  };
  const readPartial = async (tile: TileCoordinates): Promise<Buffer> => {
    const width = await available(tile);
    if (tile.width > width) throw new AppError('NOT_FOUND');
    if (width < TILE_WIDTH) return tileBytes(source, tile);
    const full = await cached({ ...tile, width: TILE_WIDTH });
    return tile.level === 'entries' ? cutEntryBundle(full, tile.width) : full.subarray(0, tile.width * HASH_BYTES);
  };
  const readAny = (tile: TileCoordinates): Promise<Buffer> =>
    tile.width === TILE_WIDTH ? readFull(tile) : readPartial(tile);
  const cached = async (tile: TileCoordinates): Promise<Buffer> => {
    if (tile.level === 'entries') return readAny(tile);
    const path = formatTilePath(tile);
    const known = cache.get(path);
    if (known !== undefined) return known;
    const bytes = await readAny(tile);
    cache.set(path, bytes);
    return bytes;
  };
  return { read: cached };
}

const HASH_BYTES = FULL_TILE_BYTES / TILE_WIDTH;
