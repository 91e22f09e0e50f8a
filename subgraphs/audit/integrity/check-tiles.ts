import { TlogError, formatTilePath, leafHash, parseEntryBundle, serialiseHashTile } from '#platform/tlog';
import { tilesCompletedBy } from '../publication/tile-bytes.ts';
import type { TileCoordinates } from '#platform/tlog';
import type { TileSource } from '../publication/tile-source.ts';
import type { TileStore } from '../publication/tile-store.ts';
import type { Finding } from './findings.ts';

export interface TileCheckDeps {
  readonly source: Pick<TileSource, 'hashes'>;
  readonly store: Pick<TileStore, 'read'>;
}

/** Holds what was published with the `group`th 256 entries against the hashes of the log. */
export async function checkTiles(deps: TileCheckDeps, group: number): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const tile of tilesCompletedBy(group)) {
    const problem = await problemOf(deps, tile);
    if (problem !== undefined) findings.push({ kind: 'tile', place: formatTilePath(tile), problem });
  }
  return findings;
}

async function problemOf({ source, store }: TileCheckDeps, tile: TileCoordinates): Promise<string | undefined> {
  const published = await store.read(tile);
  if (published === undefined) return 'was published and is not there';
  const { level, index, width } = tile;
  const hashes = await source.hashes({ level: level === 'entries' ? 0 : level, index, width });
  const fits = level === 'entries' ? hasEntriesOf(published, hashes) : published.equals(serialiseHashTile(hashes));
  return fits ? undefined : 'is not what was published';
}

function hasEntriesOf(bundle: Buffer, hashes: readonly Buffer[]): boolean {
  try {
    return parseEntryBundle(bundle, hashes.length).every((entry, at) => hashes[at]?.equals(leafHash(entry)) === true);
  } catch (error) {
    if (error instanceof TlogError) return false;
    throw error;
  }
}
