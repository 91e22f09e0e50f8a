import { actorKey } from './denial.ts';
import type { CountedDenials, Denial, ReasonCounts } from './denial.ts';

/** Kinds of denial of one actor that a window tells apart; a person at work meets a few, a walk over the schema hundreds. */
export const MAX_KINDS_PER_ACTOR = 20;
/** Kinds of denial of everybody together. With it a window is at most two entries per kind, one per actor, and one more. */
export const MAX_KINDS = 500;

/** What an actor did beyond the bound; `actor` is absent where not even the actors could be told apart any more. */
export interface Suppressed {
  readonly actor: Denial['actor'] | undefined;
  readonly reasons: ReasonCounts;
}

/** What is left to say when a window ends. */
export interface EndedWindow {
  /** Repetitions of what was recorded at once. */
  readonly repeated: readonly CountedDenials[];
  readonly suppressed: readonly Suppressed[];
}

export interface DenialWindow {
  /**
   * Counts a denial.
   * @returns `first` when it is to be recorded at once; the others are in what `end` hands back
   */
  add(denial: Denial): 'first' | 'repeated' | 'suppressed';
  /** Everything counted since the last end, and begins anew. */
  end(): EndedWindow;
}

interface Kind {
  newest: Denial;
  repetitions: number;
}

interface ActorWindow {
  readonly actor: Denial['actor'];
  readonly kinds: Map<string, Kind>;
  readonly suppressed: Map<string, number>;
}

/**
 * Attack: a loop of refused calls that fills the log, or memory. Rule: a kind of denial is written once when it begins and
 * once when the window ends, kinds are bounded per actor and together, and what is above the bound is still counted.
 */
export function createDenialWindow(): DenialWindow {
  const actors = new Map<string, ActorWindow>();
  const unattributed = new Map<string, number>();
  let kinds = 0;
  return {
    add: (denial) => {
      const { actor, reason } = denial;
      const actorName = actorKey(actor);
      const ofActor = actors.get(actorName);
      const kindName = `${denial.coordinate} ${reason} ${denial.layer} ${denial.sender ?? ''}`;
      const known = ofActor?.kinds.get(kindName);
      if (known !== undefined) {
        known.newest = denial;
        known.repetitions += 1;
        return 'repeated';
      }
      if (kinds >= MAX_KINDS || (ofActor?.kinds.size ?? 0) >= MAX_KINDS_PER_ACTOR) {
        increment(ofActor?.suppressed ?? unattributed, reason);
        return 'suppressed';
      }
      const entered = ofActor ?? { actor, kinds: new Map<string, Kind>(), suppressed: new Map<string, number>() };
      actors.set(actorName, entered);
      entered.kinds.set(kindName, { newest: denial, repetitions: 0 });
      kinds += 1;
      return 'first';
    },
    end: () => {
      const ended = summarise([...actors.values()], unattributed);
      actors.clear();
      unattributed.clear();
      kinds = 0;
      return ended;
    },
  };
}

function summarise(actors: readonly ActorWindow[], unattributed: ReadonlyMap<string, number>): EndedWindow {
  const counted = actors.flatMap((actor) => [...actor.kinds.values()]);
  const suppressed = [...actors, { actor: undefined, suppressed: unattributed }].filter((of) => of.suppressed.size > 0);
  return {
    repeated: counted
      .filter(({ repetitions }) => repetitions > 0)
      .map(({ newest, repetitions }) => ({ denial: newest, count: repetitions })),
    suppressed: suppressed.map((of) => ({ actor: of.actor, reasons: Object.fromEntries(of.suppressed) })),
  };
}

function increment(counts: Map<string, number>, reason: string): void {
  counts.set(reason, (counts.get(reason) ?? 0) + 1);
}
