import type { RememberedState } from '../anchor/open-anchoring.ts';
import type { SignedCheckpoint } from '../log/signed-head.ts';
import type { SignedState } from './check-range.ts';

/**
 * What was signed, from wherever it is kept. A log that takes nothing any more has no newest checkpoint to show; the others still count.
 * @returns a function that throws HistoryConflict when what is kept is nothing of this log, and other errors when a place does not answer
 */
export function createSignedStates(deps: {
  readonly checkpoint: () => SignedCheckpoint;
  readonly isRefused: () => boolean;
  readonly remembered: () => Promise<readonly RememberedState[]>;
}): () => Promise<readonly SignedState[]> {
  return async () => {
    const own = deps.isRefused() ? [] : [{ ...deps.checkpoint(), whose: 'the signed checkpoint' }];
    return [...own, ...(await deps.remembered())];
  };
}
