import {
  GraphQLError,
  buildSchema,
  execute,
  getNullableType,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  printSchema,
  responsePathAsArray,
} from 'graphql';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { hashOf } from './choices.ts';
import { spoil } from './spoilt-answers.ts';
import type { DocumentNode, ExecutionResult, GraphQLOutputType, GraphQLResolveInfo, GraphQLSchema } from 'graphql';

/** One call as a subgraph gets it. */
export interface SubgraphCall {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Answers that depend on nothing but the seed and the call, so that two executors meet the same world. */
export type RandomSubgraph = (seed: number, call: SubgraphCall) => ExecutionResult;

interface Entity {
  readonly __typename: string;
}

/** @param typeDefs the contract of the subgraph, with its federation directives */
export function createRandomSubgraph(typeDefs: DocumentNode): RandomSubgraph {
  // Printed and built again: without the resolvers that the library gives to `_entities`.
  const schema = buildSchema(printSchema(buildSubgraphSchema(typeDefs)));
  return (seed, call) => {
    const world = `${String(seed)} ${call.query} ${JSON.stringify(call.variables)}`;
    if (hashOf(`${world} down`) % 30 === 0) return { data: null, errors: [new GraphQLError('not there')] };
    const result = execute({
      schema,
      document: parse(call.query),
      variableValues: call.variables,
      rootValue: {},
      fieldResolver: (_source, args: Record<string, unknown>, _context, info) => resolve(schema, world, args, info),
      typeResolver: (source) => (source as Entity).__typename,
    }) as ExecutionResult;
    return hashOf(`${world} spoilt`) % 8 === 0 ? spoil(result, world) : result;
  };
}

function resolve(
  schema: GraphQLSchema,
  world: string,
  args: Readonly<Record<string, unknown>>,
  info: GraphQLResolveInfo,
): unknown {
  const at = `${world} ${responsePathAsArray(info.path).join('.')}`;
  if (info.fieldName === '_entities')
    return (args['representations'] as readonly Entity[]).map((entity, index) =>
      entityAt(entity, `${at}.${String(index)}`),
    );
  if (hashOf(`${at} fails`) % 40 === 0) throw failure(hashOf(`${at} how`));
  return valueOf(schema, info.returnType, at);
}

function entityAt({ __typename }: Entity, at: string): unknown {
  const number = hashOf(at);
  if (number % 12 === 0) return null;
  return number % 15 === 1 ? failure(number) : { __typename };
}

function failure(number: number): GraphQLError {
  const extensions = [{}, { code: 'NOT_FOUND', hint: 'gone' }, { code: 'INVALID_GRAPHQL' }][number % 3] ?? {};
  return new GraphQLError(number % 4 === 0 ? '' : 'not available', { extensions });
}

function valueOf(schema: GraphQLSchema, type: GraphQLOutputType, at: string): unknown {
  const number = hashOf(at);
  if (!isNonNullType(type) && number % 9 === 0) return null;
  const given = getNullableType(type);
  if (isListType(given))
    return Array.from({ length: number % 4 }, (_, index) => valueOf(schema, given.ofType, `${at}.${String(index)}`));
  if (isObjectType(given)) return { __typename: given.name };
  if (isAbstractType(given)) {
    const possible = schema.getPossibleTypes(given);
    return { __typename: possible[number % possible.length]?.name };
  }
  if (isEnumType(given)) return given.getValues()[number % given.getValues().length]?.value;
  return leafOf(String(given), number);
}

function leafOf(name: string, number: number): unknown {
  switch (name) {
    case 'Int':
      return number % 1000;
    case 'Float':
      return (number % 1000) / 8;
    case 'Boolean':
      return number % 2 === 0;
    case 'ID':
    case 'String':
      return `text ${String(number % 1000)}`;
    default:
      return [`scalar ${String(number % 10)}`, number % 7, { constructor: 'mine', at: [number % 5] }][number % 3];
  }
}
