import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  buildSchema,
  execute,
  getNamedType,
  getNullableType,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isObjectType,
  parse,
  printSchema,
} from 'graphql';
import type { GraphQLOutputType, GraphQLSchema } from 'graphql';
import type { SubgraphName } from '../../gateway/config.ts';

const SUBGRAPHS = path.join(import.meta.dirname, '..', '..', 'subgraphs');
/** Elements of a list of objects whose length nobody asked for, and of a list of anything else. */
const OBJECTS = 20;
const LEAVES = 3;
/** Calls whose answers are kept; measurements of one document after the other have no use for more. */
const MAX_KNOWN = 1_000;
const NUMBERS: ReadonlySet<string> = new Set(['Int', 'Float']);

/** @param body of a call, as it comes over HTTP @returns the answer, as it goes over HTTP */
export type CannedSubgraph = (body: string) => string;

interface Call {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** A subgraph that makes up each answer once and then only repeats it, so that it takes next to no time. */
export function createCannedSubgraph(name: SubgraphName): CannedSubgraph {
  const sdl = parse(readFileSync(path.join(SUBGRAPHS, name, 'schema.graphql'), 'utf8'));
  // Printed and built again: without the resolvers that the library gives to `_entities`.
  const schema = buildSchema(printSchema(buildSubgraphSchema(sdl)));
  const known = new Map<string, string>();
  return (body) => {
    const text = known.get(body) ?? answerTo(schema, JSON.parse(body) as Call);
    if (known.size < MAX_KNOWN) known.set(body, text);
    return text;
  };
}

function answerTo(schema: GraphQLSchema, { query, variables }: Call): string {
  const result = execute({
    schema,
    document: parse(query),
    variableValues: variables ?? {},
    rootValue: {},
    fieldResolver: (_source, args: Readonly<Record<string, unknown>>, _context, info) => {
      if (info.fieldName === '_entities') return args['representations'];
      const asked = info.fieldName === 'nodes' ? info.variableValues['first'] : undefined;
      return valueOf(schema, info.returnType, typeof asked === 'number' ? asked : OBJECTS);
    },
    typeResolver: (source) => (source as { readonly __typename: string }).__typename,
  });
  return JSON.stringify(result);
}

/** @param length of a list of objects */
function valueOf(schema: GraphQLSchema, type: GraphQLOutputType, length: number): unknown {
  const given = getNullableType(type);
  if (isListType(given))
    return Array.from({ length: isLeafType(getNamedType(given)) ? LEAVES : length }, () =>
      valueOf(schema, given.ofType, length),
    );
  if (isObjectType(given)) return { __typename: given.name };
  if (isAbstractType(given)) return { __typename: schema.getPossibleTypes(given)[0]?.name };
  if (isEnumType(given)) return given.getValues()[0]?.value;
  if (NUMBERS.has(given.name)) return 1_234;
  return given.name === 'Boolean' ? true : 'some text of a usual length';
}
