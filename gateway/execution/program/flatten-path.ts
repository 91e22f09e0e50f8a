import { safeName } from './safe-names.ts';
import type { AnswerPath, JsonObject } from './query-plan.ts';

/** Each element of a list; a plan's own sign. */
const EVERY = '@';

/** Collects the entities at a place of an answer, nulls left out. */
export type Collect = (data: JsonObject) => JsonObject[];

/**
 * The entities that a fetch is about, as one function of the data so far.
 * @throws UnsupportedPlan for a path with anything but names and `@`
 */
export function compileFlattenPath(path: AnswerPath): Collect {
  const steps = path.map((element) => (element === EVERY ? EVERY : safeName(String(element))));
  return (data) => {
    const found: JsonObject[] = [];
    collect(data, steps, 0, found);
    return found;
  };
}

function collect(value: unknown, steps: readonly string[], from: number, found: JsonObject[]): void {
  if (value === null || value === undefined) return;
  const step = steps[from];
  if (step === undefined) {
    if (Array.isArray(value)) for (const element of value) collect(element, steps, from, found);
    else found.push(value as JsonObject);
  } else if (step === EVERY) {
    if (!Array.isArray(value)) throw new Error('a subgraph answered with something else than a list');
    for (const element of value) collect(element, steps, from + 1, found);
  } else {
    if (Array.isArray(value)) throw new Error(`a subgraph answered with a list around ${step}`);
    collect((value as JsonObject)[step], steps, from + 1, found);
  }
}
