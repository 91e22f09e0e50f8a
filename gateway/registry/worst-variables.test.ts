import { Kind, buildSchema, parse } from 'graphql';
import { expect, test } from '@jest/globals';
import { MAX_LIST_ELEMENTS, MAX_PAGE_SIZE } from '../limits/limits.ts';
import { worstVariables } from './worst-variables.ts';

const SCHEMA = buildSchema(`
  type Query { find(first: Int, ids: [ID!]): Int }
  enum Role { PROXY EXECUTOR }
  input Tree { first: Int! role: Role name: String again: Boolean below: [Tree!] }
`);

function worst(variables: string): Readonly<Record<string, unknown>> {
  const [operation] = parse(`query (${variables}) { find }`).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('there is one');
  return worstVariables(SCHEMA, operation);
}

test('[R-059] every variable is as expensive as it may be', () => {
  expect(worst('$first: Int! = 1, $role: Role, $name: String!')).toEqual({
    first: MAX_PAGE_SIZE,
    role: 'PROXY',
    name: '',
  });
  expect(worst('$ids: [ID!]!')['ids']).toHaveLength(MAX_LIST_ELEMENTS);
  const { tree } = worst('$tree: Tree!') as { tree: Record<string, unknown> };
  expect(tree).toMatchObject({ first: MAX_PAGE_SIZE, role: 'PROXY', name: '', below: [{ first: MAX_PAGE_SIZE }] });
});

test('conditions and unknown types are left out, so that both sides of a condition count', () => {
  expect(worst('$with: Boolean!, $odd: Unknown')).toEqual({});
});

test('an input type that contains itself ends', () => {
  const depthOf = (value: unknown): number =>
    typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).slice(-1).map(depthOf)) : 0;
  expect(depthOf(worst('$trees: [Tree]!')['trees'])).toBeLessThan(12);
});
