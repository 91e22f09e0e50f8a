import { TILE_WIDTH, TlogError, formatTilePath, leafHash, parseEntryBundle, parseHashTile } from '#platform/tlog';
import type { TileCoordinates } from '#platform/tlog';
import type { LogSource } from './log-source.ts';

/** The files of 256 entries, or of the last few. Undefined where one is missing. */
export interface GroupFiles {
  readonly index: number;
  readonly width: number;
  readonly tile: FoundFile | undefined;
  /** Undefined also when entries are not asked for. */
  readonly bundle: FoundFile | undefined;
}

export interface FoundFile {
  readonly bytes: Buffer;
  /** Hashes or entries that it must have: 256 when the full one stands for a partial one that is gone. */
  readonly width: number;
}

/** Reads the tile of leaf hashes and the bundle of a group. */
export async function readGroup(
  source: LogSource,
  group: { readonly index: number; readonly width: number; readonly withEntries: boolean },
): Promise<GroupFiles> {
  const { index, width, withEntries } = group;
  const [tile, bundle] = await Promise.all([
    readTile(source, { level: 0, index, width }),
    withEntries ? readTile(source, { level: 'entries', index, width }) : undefined,
  ]);
  return { index, width, tile, bundle };
}

/** A partial tile may be gone once the full one is there (C2SP tlog-tiles), which begins with the same hashes. */
export async function readTile(source: LogSource, tile: TileCoordinates): Promise<FoundFile | undefined> {
  const bytes = await source.tile(tile);
  if (bytes !== undefined) return { bytes, width: tile.width };
  if (tile.width === TILE_WIDTH) return undefined;
  const full = await source.tile({ ...tile, width: TILE_WIDTH });
  return full === undefined ? undefined : { bytes: full, width: TILE_WIDTH };
}

/** @returns the first `width` hashes, or what is wrong */
export function hashesOf(file: FoundFile | undefined, tile: TileCoordinates): readonly Buffer[] | string {
  return contentOf(file, tile, parseHashTile);
}

/** @returns the first `width` entries with their hashes, or what is wrong */
export function entriesOf(
  file: FoundFile | undefined,
  bundle: TileCoordinates,
): readonly { readonly leaf: Buffer; readonly hash: Buffer }[] | string {
  const leaves = contentOf(file, bundle, parseEntryBundle);
  return typeof leaves === 'string' ? leaves : leaves.map((leaf) => ({ leaf, hash: leafHash(leaf) }));
}

function contentOf(
  file: FoundFile | undefined,
  tile: TileCoordinates,
  parse: (bytes: Buffer, width: number) => Buffer[],
): Buffer[] | string {
  const path = formatTilePath(tile);
  if (file === undefined) return `${path} is missing`;
  try {
    return parse(file.bytes, file.width).slice(0, tile.width);
  } catch (error) {
    if (error instanceof TlogError) return `${path}: ${error.message}`;
    throw error;
  }
}
