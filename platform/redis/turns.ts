import { AppError } from '#platform/errors';
import type { SharedState } from './shared-state.ts';

export interface TurnLimit {
  readonly atMost: number;
  readonly perSeconds: number;
}

/** Bounds how often something may be done that costs room for ever, such as an entry of the audit log. */
export interface Turns {
  /** @param who or what takes it. @throws AppError RATE_LIMITED */
  take(who: string): Promise<void>;
}

/**
 * Counts turns over all replicas. State that cannot tell lets everybody through: this bounds what is written, it protects nothing that
 * somebody could reach without it.
 * @param name of what is bounded, a part of keys
 */
export function createTurns(state: SharedState, name: string, { atMost, perSeconds }: TurnLimit): Turns {
  return {
    take: async (who) => {
      const taken = await state.increment(`turns:${name}:${who}`, perSeconds).catch(() => 0);
      if (taken > atMost) throw new AppError('RATE_LIMITED');
    },
  };
}
