import { TILE_WIDTH, serialiseEntryBundle, serialiseHashTile } from '#platform/tlog';
import type { TileCoordinates } from '#platform/tlog';
import type { TileSource } from './tile-source.ts';

/** The bytes of a tile or bundle, from the committed log. It must be there. */
export async function tileBytes(source: TileSource, { level, index, width }: TileCoordinates): Promise<Buffer> {
  return level === 'entries'
    ? serialiseEntryBundle(await source.entries({ index, width }))
    : serialiseHashTile(await source.hashes({ level, index, width }));
}

/** The full tiles and the bundle that come into being with the `group`th 256 entries; the tile over their hashes is the last. */
export function tilesCompletedBy(group: number): TileCoordinates[] {
  const completed: TileCoordinates[] = [{ level: 'entries', index: group, width: TILE_WIDTH }];
  for (let level = 1, hashes = group + 1; hashes % TILE_WIDTH === 0; level += 1, hashes /= TILE_WIDTH) {
    completed.push({ level, index: hashes / TILE_WIDTH - 1, width: TILE_WIDTH });
  }
  return [...completed, { level: 0, index: group, width: TILE_WIDTH }];
}
