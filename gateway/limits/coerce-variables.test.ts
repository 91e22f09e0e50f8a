import { Kind, buildSchema, parse } from 'graphql';
import { describe, expect, test } from '@jest/globals';
import { areCoerced, coerceVariables } from './coerce-variables.ts';
import type { OperationDefinitionNode } from 'graphql';

const LINKS = `
  directive @link(url: String, as: String, for: String) repeatable on SCHEMA
  directive @inaccessible on ENUM_VALUE`;
const schemaWith = (link: string, secret: string) =>
  buildSchema(`schema @link(url: "https://specs.apollo.dev/join/v0.5") ${link} { query: Query } ${LINKS}
    enum Kind { GOOD SECRET ${secret} }
    type Query { a(kind: Kind): Int }`);
const OPEN = schemaWith('', '');
const HIDING = schemaWith('@link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: "SECURITY")', '@inaccessible');

function operationOf(text: string): OperationDefinitionNode {
  const [operation] = parse(text).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
  return operation;
}
const operation = operationOf('query ($kind: Kind) { a(kind: $kind) }');

describe('variables that were judged once', () => {
  test('are not judged again, for that operation, where clients see everything', () => {
    const given = { kind: 'GOOD' };
    expect(areCoerced(operation, given)).toBe(false);
    coerceVariables(OPEN, operation, given);
    expect(areCoerced(operation, given)).toBe(true);
    expect(areCoerced(operationOf('query ($kind: Int) { a }'), given)).toBe(false);
    expect(areCoerced(operation, { ...given })).toBe(false);
  });

  test('are judged again where a subgraph hides something from clients', () => {
    const given = { kind: 'SECRET' };
    coerceVariables(HIDING, operation, given);
    expect(areCoerced(operation, given)).toBe(false);
  });

  test('are never taken when they do not fit', () => {
    const given = { kind: 'BAD' };
    expect(() => coerceVariables(OPEN, operation, given)).toThrow();
    expect(areCoerced(operation, given)).toBe(false);
  });
});
