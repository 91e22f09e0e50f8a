import { isEnumType, isSpecifiedScalarType } from 'graphql';
import type { GraphQLLeafType } from 'graphql';

const WHOLE_NUMBER = /^-?(?:0|[1-9][0-9]*)$/;

/** By type: programs ask for the same ones again and again, and there are many programs. */
const checks = new WeakMap<GraphQLLeafType, IsLeafValue>();

/**
 * Whether a value that a subgraph gave may stand for a leaf. Subgraphs have coerced their results already (GraphQL
 * specification, section 6.4.3); this is the check of the JSON that came, not a second coercion. Custom scalars are taken as
 * they come.
 * @param value not null
 */
export type IsLeafValue = (value: unknown) => boolean;

export function compileLeafCheck(type: GraphQLLeafType): IsLeafValue {
  const check = checks.get(type) ?? newCheck(type);
  checks.set(type, check);
  return check;
}

function newCheck(type: GraphQLLeafType): IsLeafValue {
  if (isEnumType(type)) {
    const names = new Set(type.getValues().map(({ name }) => name));
    return (value) => names.has(value as string);
  }
  if (!isSpecifiedScalarType(type)) return () => true;
  switch (type.name) {
    case 'Boolean':
      return (value) => typeof value === 'boolean';
    case 'Float':
      return isFiniteNumber;
    case 'Int':
      return isWholeNumber;
    case 'ID':
      return (value) => typeof value === 'string' || isWholeNumber(value);
    default:
      return (value) => typeof value === 'string';
  }
}

function isFiniteNumber(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value);
}

function isWholeNumber(value: unknown): boolean {
  return isFiniteNumber(value) && WHOLE_NUMBER.test(String(value));
}
