/** What tiles and bundles are made from: the committed log. Nothing of it ever changes once it is there. */
export interface TileSource {
  /** Entries that are committed. */
  size(): Promise<number>;
  /**
   * Hashes of a tile, from its left end.
   * @throws Error when one of them is not there
   */
  hashes(tile: { readonly level: number; readonly index: number; readonly width: number }): Promise<Buffer[]>;
  /** Entries of a bundle, to the byte. @throws Error when one of them is not there */
  entries(bundle: { readonly index: number; readonly width: number }): Promise<Buffer[]>;
}
