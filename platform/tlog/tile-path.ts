import { isTreeNumber } from './tree-size.ts';
import { TlogError } from './tlog-error.ts';

/** Hashes of a full tile, and entries of a full bundle: a subtree of height 8. */
export const TILE_WIDTH = 256;
/** Highest level of a tile (C2SP tlog-tiles). */
const MAX_TILE_LEVEL = 63;

/** A tile of hashes at `level`, or, at level `entries`, the bundle of the entries below the tile at level 0. */
export interface TileCoordinates {
  readonly level: number | 'entries';
  /** From the left within the level, counted from 0. */
  readonly index: number;
  /** 1 to 256 hashes or entries; below 256 the tile is partial. */
  readonly width: number;
}

/** Three digits each, all but the last with an `x` in front; without leading groups of zeroes. */
const INDEX = '(?:x[0-9]{3}/)*[0-9]{3}';
const PATH = new RegExp(`^tile/(entries|[0-9]|[1-5][0-9]|6[0-3])/(${INDEX})(?:\\.p/([1-9][0-9]{0,2}))?$`);
/** `tile/entries/`, six groups of four characters and a slash, `.p/255`. */
const MAX_PATH_LENGTH = 64;
const DIGITS_PER_GROUP = 3;

/**
 * Path below a log's prefix, such as `tile/0/x001/x234/067` or `tile/1/000.p/17` (C2SP tlog-tiles).
 * @throws TlogError malformed_tile_path when there is no such tile
 */
export function formatTilePath({ level, index, width }: TileCoordinates): string {
  if (level !== 'entries' && !(Number.isInteger(level) && level >= 0 && level <= MAX_TILE_LEVEL))
    throw new TlogError('malformed_tile_path', 'the level must be an integer from 0 to 63');
  if (!isTreeNumber(index))
    throw new TlogError('malformed_tile_path', 'the index must be an integer from 0 to 2^53 - 1');
  if (!Number.isInteger(width) || width < 1 || width > TILE_WIDTH)
    throw new TlogError('malformed_tile_path', 'the width must be an integer from 1 to 256');
  return `tile/${String(level)}/${formatIndex(index)}${width === TILE_WIDTH ? '' : `.p/${String(width)}`}`;
}

function formatIndex(index: number): string {
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / DIGITS_PER_GROUP) * DIGITS_PER_GROUP, '0');
  return (padded.match(/.{3}/g) ?? [])
    .map((group, at, { length }) => (at < length - 1 ? `x${group}` : group))
    .join('/');
}

/**
 * Reads a path below a log's prefix. Each tile has one path; any other spelling of it is refused, so that nothing is cached or
 * stored twice.
 * @returns undefined for anything that is not the path of a tile
 */
export function parseTilePath(path: string): TileCoordinates | undefined {
  if (path.length > MAX_PATH_LENGTH) return undefined;
  const [, levelText, indexText = '', widthText] = PATH.exec(path) ?? [];
  if (levelText === undefined) return undefined;
  const tile: TileCoordinates = {
    level: levelText === 'entries' ? 'entries' : Number(levelText),
    index: Number(indexText.replaceAll(/[x/]/g, '')),
    width: widthText === undefined ? TILE_WIDTH : Number(widthText),
  };
  if (!isTreeNumber(tile.index) || (widthText !== undefined && tile.width >= TILE_WIDTH)) return undefined;
  // Finds leading groups of zeroes.
  return formatTilePath(tile) === path ? tile : undefined;
}

/**
 * Hashes of the tile at `level` and `index` in a tree of `size` leaves: 256 when it is full, 0 when there is none. With level
 * `entries`, entries of the bundle.
 */
export function tileWidthAt(level: TileCoordinates['level'], index: number, size: number): number {
  const hashes = Math.floor(size / TILE_WIDTH ** (level === 'entries' ? 0 : level));
  return Math.max(0, Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH));
}

/** Full tiles and the partial one, from the left, level by level from the leaves, of a tree of `size` leaves. Without bundles. */
export function* tilesOf(size: number): Generator<TileCoordinates> {
  for (let level = 0, hashes = size; hashes > 0; level += 1, hashes = Math.floor(hashes / TILE_WIDTH)) {
    for (let index = 0; index * TILE_WIDTH < hashes; index += 1) {
      yield { level, index, width: Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH) };
    }
  }
}
