import path from 'node:path';
import { Kind, buildSchema, parse } from 'graphql';
import { loadSupergraph } from '../execution/supergraph.ts';
import type { FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';

/** The released supergraph of this tree. */
export const supergraph = loadSupergraph(path.join(import.meta.dirname, '..', '..', 'schema', 'supergraph.graphql'));

const COST_DIRECTIVES = `
directive @cost(weight: Int!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
directive @listSize(
  assumedSize: Int
  slicingArguments: [String!]
  sizedFields: [String!]
  requireOneSlicingArgument: Boolean = true
) on FIELD_DEFINITION
`;

/** A schema with the cost directives. */
export function costSchema(sdl: string): GraphQLSchema {
  return buildSchema(COST_DIRECTIVES + sdl);
}

/** The operation and the fragments of a document with one operation. */
export function operationOf(text: string): {
  readonly operation: OperationDefinitionNode;
  readonly fragments: Record<string, FragmentDefinitionNode>;
} {
  const { definitions } = parse(text);
  const operation = definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new Error('there is no operation');
  const fragments = definitions.flatMap((node) =>
    node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [],
  );
  return { operation, fragments: Object.fromEntries(fragments) as Record<string, FragmentDefinitionNode> };
}
