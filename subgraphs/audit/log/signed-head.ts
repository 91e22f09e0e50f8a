import { formatCheckpoint, frontierRoot, parseFrontier, serialiseFrontier, signNote } from '#platform/tlog';
import type { Frontier, NoteSigner } from '#platform/tlog';
import type { LogHead } from './types.ts';

/** A committed head of the log with its signature. Only heads that are committed are ever signed. */
export interface SignedHead {
  readonly size: number;
  readonly root: Buffer;
  readonly frontier: Frontier;
  /** The checkpoint, a signed note. */
  readonly note: Buffer;
}

/** @throws Error when size, root and frontier do not belong together: signing such a head could be a second history */
export function openLog(signer: NoteSigner, stored: LogHead): SignedHead {
  const { stored: expected, sign } = advanceTo(parseFrontier(stored.frontier));
  if (expected.size !== stored.size || !expected.root.equals(stored.root)) {
    throw new Error('the head of the log does not agree with itself; refusing to sign');
  }
  return sign(signer);
}

/**
 * The next head in two steps, because signing comes after the commit, never before: a signature over a batch that then
 * fails would be a second history as soon as another batch takes its indices.
 */
export function advanceTo(frontier: Frontier): {
  readonly stored: LogHead;
  readonly sign: (signer: NoteSigner) => SignedHead;
} {
  const { size } = frontier;
  const root = frontierRoot(frontier);
  return {
    stored: { size, root, frontier: serialiseFrontier(frontier) },
    sign: (signer) => ({
      size,
      root,
      frontier,
      note: signNote(formatCheckpoint({ origin: signer.name, size, root }), signer),
    }),
  };
}
