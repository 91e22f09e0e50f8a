import type { Clock } from '#platform/clock';

/** A period of the anchoring task and half of one: a witness that is a little late is not away. */
const COSIGNED_FRESH_MS = 90_000;

/** A signed note of some size. */
export interface PublicNote {
  readonly size: number;
  readonly note: Buffer;
}

/** The checkpoint that is shown to everybody. */
export interface PublishedCheckpoint {
  /** @param atMs when the witness signed, milliseconds since the Unix epoch */
  cosigned(checkpoint: PublicNote, atMs: number): void;
  /** The cosigned one while the witness answers, else the log's own newest. Its size never goes down. */
  current(): PublicNote;
  /** When the witness signed last, as far as is known here. */
  cosignedAtMs(): number | undefined;
}

/** @param newest the log's own newest checkpoint */
export function createPublishedCheckpoint(deps: {
  readonly newest: () => PublicNote;
  readonly clock: Clock;
}): PublishedCheckpoint {
  let cosigned: (PublicNote & { readonly atMs: number }) | undefined;
  let shownSize = 0;
  const isFresh = (atMs: number): boolean => deps.clock.now() - atMs <= COSIGNED_FRESH_MS;
  return {
    cosigned: (checkpoint, atMs) => {
      if (cosigned === undefined || atMs >= cosigned.atMs) cosigned = { ...checkpoint, atMs };
    },
    current: () => {
      const isShown = cosigned !== undefined && isFresh(cosigned.atMs) && cosigned.size >= shownSize;
      const { size, note } = isShown && cosigned !== undefined ? cosigned : deps.newest();
      shownSize = Math.max(shownSize, size);
      return { size, note };
    },
    cosignedAtMs: () => cosigned?.atMs,
  };
}
