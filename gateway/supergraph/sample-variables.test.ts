import { expect, test } from '@jest/globals';
import { Kind, buildSchema, getVariableValues, parse } from 'graphql';
import { sampleVariables } from './sample-variables.ts';

const schema = buildSchema(`
  scalar DateTime
  enum Colour { RED GREEN }
  input Page { size: Int!, after: String, order: Order! = { by: "id" } }
  input Order { by: String! }
  input Search { page: Page!, colours: [Colour!]!, colour: Colour!, since: DateTime!, only: Boolean!, share: Float! }
  type Query { a(search: Search!, id: ID!, ids: [ID!], page: Page): Int }
`);

function samplesOf(text: string) {
  const operation = parse(text).definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new Error('no operation');
  const values = sampleVariables(schema, operation);
  return { values, errors: getVariableValues(schema, operation.variableDefinitions ?? [], values).errors };
}

test('there is a value that fits for each variable that must have one', () => {
  const { values, errors } = samplesOf(
    'query ($search: Search!, $id: ID!, $ids: [ID!], $page: Page, $n: Int! = 3) { a(search: $search, id: $id) }',
  );
  expect(errors).toBeUndefined();
  expect(values).toEqual({
    id: 'sample',
    search: { page: { size: 1 }, colours: [], colour: 'RED', since: 'sample', only: true, share: 1 },
  });
});

test('a type that nobody knows is left to validation', () => {
  expect(samplesOf('query ($x: Missing!) { a(id: $x) }').values).toEqual({});
});
