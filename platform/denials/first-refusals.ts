import { actorKey } from './denial.ts';
import { WINDOW_SECONDS } from './denial-recorder.ts';
import { MAX_KINDS, MAX_KINDS_PER_ACTOR } from './denial-window.ts';
import type { Clock } from '#platform/clock';
import type { Denial } from './denial.ts';

export interface FirstRefusals {
  /**
   * Whether a refusal is to have an entry of its own that says more than a denial does. The others are for `DenialRecorder`, which
   * counts them.
   * @param what is told apart, such as a ticket and what is wrong with it
   */
  isFirst(actor: Denial['actor'], what: string): boolean;
}

/**
 * Attack: a loop of refused links, each of which writes an entry about somebody's case or document. Rule: within a minute the same
 * refusal of the same actor is written once, an actor has room for few, and everybody together for not many.
 */
export function createFirstRefusals(clock: Clock): FirstRefusals {
  const byActor = new Map<string, Set<string>>();
  let known = 0;
  let endsAt = 0;
  return {
    isFirst: (actor, what) => {
      if (clock.now() >= endsAt) {
        byActor.clear();
        known = 0;
        endsAt = clock.now() + WINDOW_SECONDS * 1_000;
      }
      const name = actorKey(actor);
      const ofActor = byActor.get(name) ?? new Set<string>();
      if (ofActor.has(what) || ofActor.size >= MAX_KINDS_PER_ACTOR || known >= MAX_KINDS) return false;
      byActor.set(name, ofActor.add(what));
      known += 1;
      return true;
    },
  };
}
