import { formatCheckpoint, frontierRoot, parseFrontier, serialiseFrontier, signNote } from '#platform/tlog';
import type { Frontier, NoteSigner } from '#platform/tlog';
import type { LogHead } from './types.ts';

/** A state of the log with the log's signature. */
export interface SignedCheckpoint {
  readonly size: number;
  readonly root: Buffer;
  /** The checkpoint, a signed note. */
  readonly note: Buffer;
}

/** A committed head of the log with its signature. Only heads that are committed are ever signed. */
export interface SignedHead extends SignedCheckpoint {
  readonly frontier: Frontier;
}

/** @throws Error when size, root and frontier do not belong together: signing such a head could be a second history */
export function openLog(stored: LogHead): Pick<NextHead, 'sign'> {
  const next = advanceTo(parseFrontier(stored.frontier));
  if (next.stored.size !== stored.size || !next.stored.root.equals(stored.root)) {
    throw new Error('the head of the log does not agree with itself; refusing to sign');
  }
  return next;
}

export interface NextHead {
  readonly stored: LogHead;
  readonly sign: (signer: NoteSigner) => SignedHead;
}

/**
 * The next head in two steps, because signing comes after the commit, never before: a signature over a batch that then
 * fails would be a second history as soon as another batch takes its indices.
 */
export function advanceTo(frontier: Frontier): NextHead {
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
