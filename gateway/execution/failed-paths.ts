import { Kind, parse } from 'graphql';
import type { DocumentNode } from 'graphql';

/**
 * Where the errors of a failed subgraph call belong, in terms of that call: its root fields, or the first entity it asked for.
 * The planner turns them into paths of the client's answer.
 * @param query text of the call, parsed only when there is no `document`
 */
export function failedPaths(query: string | undefined, document: DocumentNode | undefined): (string | number)[][] {
  const parsed = document ?? (query === undefined ? undefined : parse(query));
  const operation = parsed?.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  const names = operation?.selectionSet.selections.flatMap((selection) =>
    selection.kind === Kind.FIELD ? [selection.alias?.value ?? selection.name.value] : [],
  );
  if (names === undefined || names.length === 0) return [[]];
  return names.map((name) => (name === '_entities' ? [name, 0] : [name]));
}
