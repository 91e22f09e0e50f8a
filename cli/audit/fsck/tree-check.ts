import { TILE_WIDTH, fullTileRoot, rootOfEdges } from '#platform/tlog';

/** A full tile above the lowest level as it must be. */
export interface ExpectedTile {
  readonly level: number;
  readonly index: number;
  readonly hashes: readonly Buffer[];
}

/** The tree over the leaf hashes, grown tile by tile; keeps one row of hashes for each level of tiles. */
export interface TreeCheck {
  /**
   * The next hashes of the lowest level: 256, or fewer at the end of the log.
   * @returns the full tiles above that this one completes, lowest first
   */
  add(hashes: readonly Buffer[]): ExpectedTile[];
  /** The tiles above the lowest level that are partial now. */
  partialTiles(): ExpectedTile[];
  /** Root of the tree of all full tiles up to now and these hashes of the next one, up to 256. */
  rootWith(hashes: readonly Buffer[]): Buffer;
}

export function createTreeCheck(): TreeCheck {
  /** Hashes of the partial tile of each level above the lowest, lowest first, and how many full tiles the level has. */
  const levels: { full: number; hashes: Buffer[] }[] = [];
  const levelAt = (at: number): { full: number; hashes: Buffer[] } => {
    const level = levels[at] ?? { full: 0, hashes: [] };
    levels[at] = level;
    return level;
  };
  return {
    add: (hashes) => {
      const completed: ExpectedTile[] = [];
      if (hashes.length < TILE_WIDTH) return completed;
      let root = fullTileRoot(hashes);
      for (let at = 0; ; at += 1) {
        const level = levelAt(at);
        level.hashes.push(root);
        if (level.hashes.length < TILE_WIDTH) return completed;
        completed.push({ level: at + 1, index: level.full, hashes: level.hashes });
        root = fullTileRoot(level.hashes);
        levels[at] = { full: level.full + 1, hashes: [] };
      }
    },
    partialTiles: () =>
      levels.flatMap(({ full, hashes }, at) => (hashes.length === 0 ? [] : [{ level: at + 1, index: full, hashes }])),
    rootWith: (hashes) => rootOfEdges([hashes, ...levels.map((level) => level.hashes)]),
  };
}
