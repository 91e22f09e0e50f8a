import type { TileCoordinates } from '#platform/tlog';

/** Where a published log is read from. Every read is bounded by what the format allows. */
export interface LogSource {
  /** The signed checkpoint. @throws CannotCheckError when there is none */
  checkpoint(): Promise<Buffer>;
  /** @returns undefined when it is not there. @throws CannotCheckError when that cannot be told */
  tile(tile: TileCoordinates): Promise<Buffer | undefined>;
}

/** Whether the log is good cannot be told: it cannot be reached, or not be read. Says nothing about the log. */
export class CannotCheckError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CannotCheckError';
  }
}

/** Largest checkpoint: a note of some signatures. */
export const MAX_CHECKPOINT_BYTES = 65_536;
