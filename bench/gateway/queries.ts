import { readFileSync } from 'node:fs';
import path from 'node:path';

const REGISTERED = path.join(import.meta.dirname, '..', '..', 'schema', 'persisted', 'web');

/** A registered document with the variables that it is run with. */
export interface MeasuredQuery {
  readonly name: string;
  /** What makes it different from the others. */
  readonly about: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

function registered(name: string, about: string, variables: MeasuredQuery['variables']): MeasuredQuery {
  return { name, about, variables, query: readFileSync(path.join(REGISTERED, `${name}.graphql`), 'utf8') };
}

export const QUERIES: readonly MeasuredQuery[] = [
  registered('Me', 'one call, one object', {}),
  registered('CaseOverview', 'six calls, lists of 20, entities of three services', { id: 'case', entries: 20 }),
  registered('Documents', 'one call, a list of 200', { first: 200 }),
];
