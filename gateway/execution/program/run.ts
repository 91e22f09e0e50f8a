import type { ExecutorRequest, JsonObject } from './query-plan.ts';

/** One request on its way through a program. */
export interface Run {
  readonly request: ExecutorRequest;
  readonly variables: JsonObject;
  /** What subgraphs answered so far, merged. */
  readonly data: JsonObject;
  readonly errors: unknown[];
}

/** @param entities what the step is about: the answer as a whole, or the entities at a place of it */
export type Step = (run: Run, entities: readonly JsonObject[]) => Promise<void>;
