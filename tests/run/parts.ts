/** A part of the test suite: one project of jest.config.mjs. */
export type Part = {
  readonly project: string;
  /** Environment variable that must be set for this part, because it needs a server that the machine may lack. */
  readonly needs?: string;
  /** Whether its files run one after the other: each of them starts the whole stack. */
  readonly serial: boolean;
  /** Whether its tests start programs of this checkout as processes. */
  readonly startsPrograms: boolean;
  /** Whether the parts after it run at the same time, because it waits more than it works. */
  readonly meanwhile?: boolean;
  /** Files that run at once beyond one for each processor, because they wait more than they work. */
  readonly more?: number;
};

/** In the order they run: cheap answers first. */
export const parts: readonly Part[] = [
  { project: 'unit', serial: false, startsPrograms: false },
  { project: 'int', serial: false, startsPrograms: true, more: 1 },
  { project: 'e2e-own', serial: true, startsPrograms: true, meanwhile: true },
  { project: 'e2e', serial: true, startsPrograms: true },
  { project: 'fault', serial: true, startsPrograms: true },
  { project: 'redis', needs: 'REDIS_URL', serial: true, startsPrograms: false },
];
