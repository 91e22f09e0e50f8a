/** What becomes of the message at which a trap went off. */
export type Passage =
  /** It goes on, and so does its answer. */
  | 'pass'
  /** The line is cut where the message is. */
  | 'cut';

/** Waits on the lines for the n-th message of one kind, and does something while that message is held. */
export interface Trap<Point extends string> {
  readonly point: Point;
  /** How many messages of the kind go by before. */
  readonly skip: number;
  /** @returns what becomes of the held message */
  readonly spring: () => Promise<Passage>;
}

/** Where a trap is set; one at a time. */
export interface TrapPlace<Point extends string> {
  set(trap: Trap<Point>): void;
  clear(): void;
  /** Called for each message at a point; holds it as long as the trap wants. */
  reached(point: Point): Promise<Passage>;
}

export function createTrapPlace<Point extends string>(): TrapPlace<Point> {
  let trap: Trap<Point> | undefined;
  let passed = 0;
  return {
    set: (wanted) => {
      trap = wanted;
      passed = 0;
    },
    clear: () => {
      trap = undefined;
    },
    reached: async (point) => {
      if (trap?.point !== point) return 'pass';
      if (passed < trap.skip) {
        passed += 1;
        return 'pass';
      }
      const { spring } = trap;
      trap = undefined;
      return spring();
    },
  };
}
