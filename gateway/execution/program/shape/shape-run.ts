import type { AnswerPath, JsonObject } from '../query-plan.ts';

/** A value that the schema promises and no subgraph gave, in the form in which the stock executor reports it. */
export interface MissingValue {
  readonly message: string;
  readonly path: AnswerPath;
  readonly extensions: { readonly code: 'INVALID_GRAPHQL' };
}

/** One answer on its way into the form that the client asked for. */
export interface ShapeRun {
  readonly variables: JsonObject;
  /** Where the run is at the moment. */
  readonly path: (string | number)[];
  readonly missing: MissingValue[];
}

/** @param what begins the message, such as `Invalid value found for` */
export function reportMissing(run: ShapeRun, what: string, type: unknown, parentType: string): void {
  const last = run.path.at(-1);
  const place =
    typeof last === 'number'
      ? `array element of type ${String(type)} at index ${String(last)}`
      : `field ${parentType}.${String(last)}`;
  run.missing.push({ message: `${what} ${place}.`, path: [...run.path], extensions: { code: 'INVALID_GRAPHQL' } });
}
