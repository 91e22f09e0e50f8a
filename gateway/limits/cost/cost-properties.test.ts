import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { costSchema, operationOf } from '../../testing/schemas.ts';
import { createOperationCost } from './operation-cost.ts';

/** Small enough to count every object one by one. */
const schema = costSchema(`
  type Query { node: Node, nodes(first: Int = 2): [Node!]! @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false) }
  type Node @cost(weight: 2) {
    id: ID!
    heavy: Int @cost(weight: 3)
    node: Node
    cheap: Node @cost(weight: 1)
    nodes(first: Int = 2): [Node!]! @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)
    page(first: Int = 2): Page @listSize(slicingArguments: ["first"], sizedFields: ["nodes"], requireOneSlicingArgument: false)
    fixed: [Node!]! @listSize(assumedSize: 3)
  }
  type Page { nodes: [Node!]! }
`);

type Field =
  | { readonly name: 'id' | 'heavy' }
  | { readonly name: 'node' | 'cheap' | 'fixed'; readonly below: Selection[] }
  | { readonly name: 'nodes' | 'page'; readonly first: First; readonly below: Selection[] };
/** A literal, a variable, or nothing given. */
type First = { readonly literal: number } | { readonly variable: 'a' | 'b' } | 'default';
interface Selection {
  readonly condition: 'none' | 'skip' | 'include';
  readonly inFragment: boolean;
  readonly field: Field;
}
interface Values {
  readonly a: number | undefined;
  readonly b: number;
  readonly on: boolean;
}

const first: fc.Arbitrary<First> = fc.oneof(
  fc.record({ literal: fc.integer({ min: -1, max: 3 }) }),
  fc.record({ variable: fc.constantFrom('a' as const, 'b' as const) }),
  fc.constant('default' as const),
);
const { selections } = fc.letrec<{ selections: Selection[]; field: Field }>((tie) => ({
  field: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({ name: fc.constantFrom('id' as const, 'heavy' as const) }),
    fc.record({ name: fc.constantFrom('node' as const, 'cheap' as const, 'fixed' as const), below: tie('selections') }),
    fc.record({ name: fc.constantFrom('nodes' as const, 'page' as const), first, below: tie('selections') }),
  ),
  selections: fc.array(
    fc.record({
      condition: fc.constantFrom('none' as const, 'skip' as const, 'include' as const),
      inFragment: fc.boolean(),
      field: tie('field'),
    }),
    { minLength: 1, maxLength: 2 },
  ),
}));
const values: fc.Arbitrary<Values> = fc.record({
  a: fc.option(fc.integer({ min: -1, max: 3 }), { nil: undefined }),
  b: fc.integer({ min: -1, max: 3 }),
  on: fc.boolean(),
});

let alias = 0;

function print(set: readonly Selection[]): string {
  return set
    .map(({ condition, inFragment, field }) => {
      const directive = condition === 'none' ? '' : `@${condition}(if: $on)`;
      const text = printField(field, directive);
      return inFragment ? `... on Node { ${text} }` : text;
    })
    .join(' ');
}

function printField(field: Field, directive: string): string {
  alias += 1;
  const name = `f${alias}: ${field.name}`;
  if (!('below' in field)) return `${name} ${directive}`;
  const below = print(field.below);
  const given = 'first' in field ? printFirst(field.first) : '';
  return `${name}${given} ${directive} { ${field.name === 'page' ? `nodes { ${below} }` : below} }`;
}

function printFirst(given: First): string {
  if (given === 'default') return '';
  return 'literal' in given ? `(first: ${given.literal})` : `(first: $${given.variable})`;
}

/** The slow way: visits every object that could come back, one after the other, and adds up what each would cost. */
function visit(set: readonly Selection[], given: Values): number {
  let cost = 0;
  for (const { condition, field } of set) {
    if (condition === (given.on ? 'skip' : 'include')) continue;
    cost += costOfField(field, given);
  }
  return cost;
}

function costOfField(field: Field, given: Values): number {
  if (field.name === 'heavy') return 3;
  if (!('below' in field)) return 0;
  const weight = field.name === 'cheap' ? 1 : 2;
  const instances = 'first' in field ? sizeOf(field.first, given) : field.name === 'fixed' ? 3 : 1;
  let cost = field.name === 'page' ? 1 : 0;
  for (let instance = 0; instance < instances; instance += 1) cost += weight + visit(field.below, given);
  return cost;
}

function sizeOf(size: First, given: Values): number {
  if (size === 'default') return 2;
  return 'literal' in size ? size.literal : (given[size.variable] ?? 2);
}

describe('the formula of an operation', () => {
  test('[R-059] gives what counting every object gives, for any variables', () => {
    fc.assert(
      fc.property(selections, fc.array(values, { minLength: 1, maxLength: 3 }), (set, requests) => {
        const text = `query ($a: Int, $b: Int!, $on: Boolean!) { node { ${print(set)} } }`;
        const { operation, fragments } = operationOf(text);
        const cost = createOperationCost(schema);
        for (const request of requests) {
          const { a, ...rest } = request;
          const variables = { ...rest, ...(a === undefined ? {} : { a }) };
          expect(cost.estimate(operation, fragments, variables)).toBe(2 + visit(set, request));
        }
      }),
    );
  });

  test('never goes down when a page grows', () => {
    fc.assert(
      fc.property(selections, values, (set, given) => {
        const { operation, fragments } = operationOf(
          `query ($a: Int, $b: Int!, $on: Boolean!) { node { ${print(set)} } }`,
        );
        const cost = createOperationCost(schema);
        const { on, b } = given;
        const smaller = cost.estimate(operation, fragments, { on, b, a: 1 });
        expect(cost.estimate(operation, fragments, { on, b: b + 1, a: 2 })).toBeGreaterThanOrEqual(smaller);
      }),
    );
  });
});
