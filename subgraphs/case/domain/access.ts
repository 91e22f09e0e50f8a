import type { Scope, Subject } from './scope.ts';

/** A place in the schema whose policy is asked: `Mutation.exportPack`, `Case.packs`; a type by its name alone, `Case`. */
export type Coordinate = string;

/** Objects of one owner that the caller may try, with every way to that owner. */
export interface Reached extends Scope {
  readonly ids: readonly string[];
  /** The widest first; never empty. */
  readonly subjects: readonly Subject[];
}

/** Which of these owners an object belongs to, by its id; what is somebody else's is not in it, like what does not exist. */
export type FindOwners = (ids: readonly string[], among: readonly Scope[]) => Promise<ReadonlyMap<string, Scope>>;

/** What the schema's policies let one caller do, and to whose objects. */
export interface CallerAccess {
  /** Every way that counts at this place: the caller's own first, then by grant, the widest first. */
  ways(at: Coordinate): readonly Subject[];
  /**
   * The way to the principal whom the caller names; their own when they name nobody. A refusal is recorded.
   * @returns undefined when there is no such grant, whether or not there is such a principal
   */
  named(at: Coordinate, onBehalfOf: string | null): Subject | undefined;
  /**
   * The ids that the caller may try, by owner; what they have no way to is dropped like what does not exist.
   * @param findOwners asked only when some grant counts here
   */
  reach(at: Coordinate, ids: readonly string[], findOwners: FindOwners): Promise<readonly Reached[]>;
  /** The first of these ways by which the schema lets the caller at an object that was loaded. A refusal is recorded. */
  wayTo(at: Coordinate, ways: readonly Subject[], object: Scope): Subject | undefined;
  /**
   * Records that the caller was refused an object that exists, for a reason that the schema cannot say; `ticket`: a link that has no
   * entry of its own in the log.
   */
  refuse(at: Coordinate, reason: 'owner' | 'tier' | 'ticket'): void;
}
