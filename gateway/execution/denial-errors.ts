import { GraphQLError } from 'graphql';
import type { ASTNode } from 'graphql';
import type { AppError } from '#platform/errors';

type Path = readonly (string | number)[];

/** Errors of one field that are told item by item; when there are more, one error stands for all of them. */
export const MAX_ERRORS_PER_FIELD = 10;

/** One place of an answer where a denied field is null. */
export interface DeniedPlace {
  readonly error: AppError;
  readonly path: Path;
  /** Where the document as it was sent asks for it. */
  readonly nodes: readonly ASTNode[];
}

interface SameField {
  readonly first: readonly DeniedPlace[];
  readonly count: number;
  /** What all paths begin with. */
  readonly common: Path;
}

export interface DenialErrors {
  add(place: DeniedPlace): void;
  all(): readonly GraphQLError[];
}

/**
 * The errors of an answer with denied fields: one for each place. Attack: a small query for a denied field of a thousand objects,
 * which costs little and is answered with a thousand errors. Rule: a field with more than `MAX_ERRORS_PER_FIELD` places, which
 * only lists can give it, has one error, whose path ends at the list that all of the places are in.
 */
export function createDenialErrors(): DenialErrors {
  const fields = new Map<string, SameField>();
  return {
    add(place) {
      const key = JSON.stringify([place.error.facts?.['coordinate'], ...place.path.filter(isKey)]);
      const known = fields.get(key) ?? { first: [], count: 0, common: place.path };
      fields.set(key, {
        first: known.count < MAX_ERRORS_PER_FIELD ? [...known.first, place] : known.first,
        count: known.count + 1,
        common: commonStart(known.common, place.path),
      });
    },
    all: () => [...fields.values()].flatMap(errorsOf),
  };
}

function errorsOf({ first, count, common }: SameField): readonly GraphQLError[] {
  if (count <= MAX_ERRORS_PER_FIELD) return first.map((place) => errorAt(place, place.path));
  return first.slice(0, 1).map((place) => errorAt(place, common));
}

function errorAt({ error, nodes }: DeniedPlace, path: Path): GraphQLError {
  return new GraphQLError(error.message, { nodes, path, originalError: error });
}

function commonStart(a: Path, b: Path): Path {
  const end = a.findIndex((key, index) => key !== b[index]);
  return end === -1 ? a : a.slice(0, end);
}

function isKey(key: string | number): key is string {
  return typeof key === 'string';
}
