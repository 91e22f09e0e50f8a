/** Bounds that a bag must keep before any of its content is decompressed; they turn an archive bomb into a short refusal. */
export interface BagLimits {
  /** Size of the archive file itself. */
  readonly maxArchiveBytes: number;
  /** Files in the archive, tag files included. */
  readonly maxEntries: number;
  /** Uncompressed size of one file. */
  readonly maxEntryBytes: number;
  /** Uncompressed size of all files together. */
  readonly maxTotalBytes: number;
  /** Uncompressed divided by compressed size of one file. Deflate itself cannot exceed about 1032. */
  readonly maxCompressionRatio: number;
  /** Uncompressed size of a file that is held in memory: tag files, and whatever `readEntry` is asked for. */
  readonly maxBufferedBytes: number;
}

const mebibyte = 1024 * 1024;
const gibibyte = 1024 * mebibyte;

/** Enough for ten thousand documents; a caller who knows its bags sets tighter ones. */
export const defaultBagLimits: BagLimits = {
  maxArchiveBytes: 64 * gibibyte,
  maxEntries: 20_000,
  maxEntryBytes: 8 * gibibyte,
  maxTotalBytes: 64 * gibibyte,
  maxCompressionRatio: 100,
  maxBufferedBytes: 64 * mebibyte,
};
