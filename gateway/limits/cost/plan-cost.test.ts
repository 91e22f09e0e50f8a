import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { disableVendorTelemetry } from '../../config.ts';
import { chooseBy, choices } from '../../testing/choices.ts';
import { generateOperation } from '../../testing/generated-operations.ts';
import { startPlannedSubgraphs } from '../../testing/planned-subgraphs.ts';
import { readCostDirectives } from './cost-directives.ts';
import { createAnswerMeasure } from './measure-answer.ts';
import { compilePlanCost, evaluatePlanCost } from './plan-cost.ts';
import type { PlannedSubgraphs } from '../../testing/planned-subgraphs.ts';
import type { CostSchema } from './compile-cost.ts';
import type { CostEstimate } from './plan-cost.ts';

disableVendorTelemetry();

/** Library, reviews and people: books have reviews elsewhere, and reviews have authors elsewhere again. */
const SUBGRAPHS = {
  library: `
    type Query {
      book(id: ID): Book
      books(first: Int = 2): [Book!]! @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)
      page(first: Int = 2): BookPage @listSize(slicingArguments: ["first"], sizedFields: ["nodes"], requireOneSlicingArgument: false)
      bestsellers5: [Book] @listSize(assumedSize: 5)
      newestAdditions(after: ID, limit: Int = 2): [Book] @listSize(slicingArguments: ["limit"])
      things3: [Thing!]! @listSize(assumedSize: 3)
      grid2: [[Book!]!] @listSize(assumedSize: 2)
    }
    type Mutation { rename(input: Rename!): Book }
    input Rename { id: ID! title: String! }
    interface Thing { id: ID! price: Int parts(first: Int): [Part!] }
    type Part @shareable { name: String! maker: String @cost(weight: 6) }
    type BookPage { nodes: [Book!]! total: Int @cost(weight: 1) }
    type Book implements Thing @key(fields: "id") @cost(weight: 2) {
      id: ID!
      title: String
      price: Int @cost(weight: 7)
      author: Author
      publisher: Publisher
      parts(first: Int): [Part!] @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)
      sequels(first: Int): [Book!]! @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)
    }
    type Author { name: String }
    type Publisher { name: String address: Address }
    type Address @cost(weight: 5) { zipCode: Int! }
  `,
  reviews: `
    type Query { review(id: ID): Review }
    type Book @key(fields: "id") {
      id: ID!
      stars: Int @cost(weight: 3)
      reviews(first: Int = 2): [Review!]! @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)
    }
    type Review @key(fields: "id") { id: ID! text: String by: Person! of: Book! }
    type Person @key(fields: "name", resolvable: false) { name: String! }
  `,
  people: `
    type Query { person(name: String): Person }
    type Person @key(fields: "name") @cost(weight: 4) {
      name: String!
      age: Int
      friends(first: Int): [Person!] @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)
    }
  `,
};

let world: PlannedSubgraphs;
let costs: CostSchema;

beforeAll(async () => {
  world = await startPlannedSubgraphs(SUBGRAPHS);
  costs = { schema: world.supergraph, directives: readCostDirectives(world.supergraph) };
});
afterAll(() => world.stop());

async function estimateOf(text: string, variables: Readonly<Record<string, unknown>> = {}): Promise<CostEstimate> {
  const { node } = await world.plan({ text, variables });
  return evaluatePlanCost(compilePlanCost(costs, node), variables, costs);
}

async function actualOf(text: string, variables: Readonly<Record<string, unknown>> = {}): Promise<number> {
  const measure = createAnswerMeasure(costs);
  const { calls } = await world.run({ text, variables });
  return calls.reduce((total, { query, data }) => total + measure(query, data, variables), 0);
}

const BOOK = '{ title author { name } publisher { name address { zipCode } } }';

describe('the cost of a plan', () => {
  describe('gives the numbers of the published examples', () => {
    // Book weighs 2 here, so each has one more for each book.
    test.each([
      ['a book with author, publisher and a dear address', `{ book(id: 1) ${BOOK} }`, 8 + 1],
      ['without the address', '{ book(id: 1) { title author { name } publisher { name } } }', 3 + 1],
      ['an assumed size of five', `{ bestsellers5 ${BOOK} }`, 40 + 5],
      ['three of a page', `{ newestAdditions(limit: 3) ${BOOK} }`, 24 + 3],
      ['seven of a page', `{ newestAdditions(limit: 7) ${BOOK} }`, 56 + 7],
    ])('%s', async (_what, text, cost) => {
      expect((await estimateOf(text)).total).toBe(cost);
    });
  });

  test.each([
    // 3 books of 2; in reviews 3 entities of 2, with 3 stars.
    ['a join costs the entities that it is about', '{ books(first: 3) { title stars } }', 6, 15, 0],
    // 4 entities, with 5 reviews and 5 people each; 20 people of 4 are joined again.
    [
      'joins multiply by the pages around them',
      '{ books(first: 4) { reviews(first: 5) { by { age } } } }',
      8,
      4 * (2 + 5 * 5),
      80,
    ],
    ['a page below a page', '{ page(first: 3) { nodes { stars } } }', 1 + 6, 15, 0],
    ['an alias counts again', '{ a: books(first: 1) { stars } b: books(first: 1) { stars } }', 4, 10, 0],
    ['a list of lists', '{ grid2 { stars } }', 2 * 100 * 2, 2 * 100 * 5, 0],
    ['a dear type behind an interface', '{ things3 { id price } }', 3 * (2 + 7), 0, 0],
    ['a dear list behind an interface', '{ things3 { parts(first: 2) { maker } } }', 3 * (2 + 2 * 7), 0, 0],
    ['nothing for a page of nothing', '{ books(first: 0) { stars } }', 0, 0, 0],
    ['nothing for a negative page', '{ books(first: -3) { stars } page { total } }', 2, 0, 0],
    ['a mutation and its input', 'mutation { rename(input: { id: 1, title: "x" }) { stars } }', 10 + 1 + 2, 5, 0],
    ['nothing for what no subgraph answers', '{ __typename __schema { types { name } } }', 0, 0, 0],
  ])('%s', async (_what, text, library, reviews, people) => {
    const { total, bySubgraph } = await estimateOf(text);
    expect({
      library: bySubgraph.get('library') ?? 0,
      reviews: bySubgraph.get('reviews') ?? 0,
      people: bySubgraph.get('people') ?? 0,
    }).toEqual({ library, reviews, people });
    expect(total).toBe(library + reviews + people);
  });

  test('[R-059] a warmed plan is priced again with the variables of each request', async () => {
    const text = 'query ($n: Int) { books(first: $n) { reviews(first: $n) { by { age } } } }';
    const { node } = await world.plan({ text, variables: {} });
    const formulas = compilePlanCost(costs, node);
    const price = (n: number): number => evaluatePlanCost(formulas, { n }, costs).total;
    expect(price(1)).toBe(2 + (2 + 5) + 4);
    expect(price(100)).toBe(200 + 100 * (2 + 500) + 10_000 * 4);
    expect(price(1)).toBe(2 + (2 + 5) + 4);
    expect(price(Number.MAX_VALUE)).toBe(Number.MAX_SAFE_INTEGER);
  });

  test.each([
    [{ on: true }, 5],
    [{ on: false }, 0],
  ])('a fetch under a condition costs when it runs: %j', async (variables, reviews) => {
    const text = 'query ($on: Boolean!) { book { title stars @include(if: $on) } }';
    expect((await estimateOf(text, variables)).bySubgraph.get('reviews') ?? 0).toBe(reviews);
  });

  test('a join below a skipped page is free', async () => {
    const text = 'query ($no: Boolean!) { books(first: 9) @skip(if: $no) { stars } book { stars } }';
    expect((await estimateOf(text, { no: true })).bySubgraph.get('reviews')).toBe(5);
  });

  test('a part of a plan that is not known costs too much', () => {
    const plan = compilePlanCost(costs, { kind: 'Defer' });
    expect(evaluatePlanCost(plan, {}, costs).total).toBe(Number.MAX_SAFE_INTEGER);
  });
});

describe('the actual cost', () => {
  test.each([
    ['{ books(first: 3) { title stars } }', 21],
    ['{ books(first: 4) { reviews(first: 5) { by { age } } } }', 8 + 108 + 80],
    ['{ things3 { id price } }', 27],
    ['{ a: book { title } ...B } fragment B on Query { a: book { price } }', 9],
    ['mutation { rename(input: { id: 1, title: "x" }) { stars } }', 3 + 5],
    ['{ __typename }', 0],
  ])('of full answers to %s', async (text, cost) => {
    expect(await actualOf(text)).toBe(cost);
  });

  test('of an answer with fewer objects is less', () => {
    const measure = createAnswerMeasure(costs);
    const query = '{ books(first: 9) { id price } }';
    expect(
      measure(
        query,
        {
          books: [
            { id: 1, price: null },
            { id: 2, price: 3 },
          ],
        },
        {},
      ),
    ).toBe(2 + 2 + 7);
    expect(measure(query, { books: null }, {})).toBe(0);
    expect(measure(query, null, {})).toBe(0);
  });

  test('is never more than the estimate, for any operation', async () => {
    let joined = 0;
    await fc.assert(
      fc.asyncProperty(choices, async (tape) => {
        const operation = generateOperation(world.api, chooseBy(tape));
        fc.pre(operation !== undefined && !operation.text.includes('grid2') && operation.text.length < 1_500);
        const variables = { ...operation.variables, ...defaultsOf(operation) };
        const { bySubgraph, total } = await estimateOf(operation.text, variables);
        fc.pre(total < 20_000);
        const actual = await actualOf(operation.text, variables);
        if ([...bySubgraph.values()].filter((cost) => cost > 0).length > 1) joined += 1;
        expect({ operation, actual: Math.max(total, actual) }).toEqual({ operation, actual: total });
      }),
      { numRuns: 400, maxSkipsPerRun: 20, endOnFailure: true },
    );
    expect(joined).toBeGreaterThan(100);
  }, 60_000);
});

/** As the gateway coerces them. */
function defaultsOf({ text }: { readonly text: string }): Record<string, unknown> {
  return text.includes('$fallback: Boolean! = true') ? { fallback: true } : {};
}
