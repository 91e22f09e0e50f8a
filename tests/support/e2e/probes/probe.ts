import type { ProbedObjects } from './probed-objects.ts';

/** Input around an id, in which everything else is right. */
export interface Probe {
  readonly text: string;
  /** @param around objects of whoever the other ids of the input must belong to */
  readonly variables: (id: string, around: ProbedObjects) => unknown;
  /** The id that is tried, of those of its owner. */
  readonly object: (of: ProbedObjects) => string;
  /** Demo persona who asks, where the coordinate needs a role that nobody can sign up for. */
  readonly as?: 'information_officer' | 'auditor';
  /** What an object that is not there looks like, where it is not an error. */
  readonly hidden?: string;
}

type Kind = { readonly [Name in keyof ProbedObjects]: Name }[keyof ProbedObjects];

/** A query of one root field with one argument. @param hidden the answer about an object that is not there */
export function query(field: string, argument: string, kind: Kind, selection: string, hidden?: string): Probe {
  return {
    text: `query ($id: ID!) { ${field}(${argument}: $id) ${selection} }`,
    variables: (id) => ({ id }),
    object: (of) => of[kind],
    ...(hidden === undefined ? {} : { hidden }),
  };
}

/** @param call name of a mutation and of the type of its input, as `name: Type` */
export function mutation(
  call: string,
  selection: string,
  kind: Kind,
  input: (id: string, around: ProbedObjects) => unknown,
): Probe {
  const [name = '', type = ''] = call.split(': ');
  return {
    text: `mutation ($input: ${type}!) { ${name}(input: $input) ${selection} }`,
    variables: (id, around) => ({ input: input(id, around) }),
    object: (of) => of[kind],
  };
}
