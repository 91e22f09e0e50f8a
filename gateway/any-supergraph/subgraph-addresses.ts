import { Kind } from 'graphql';
import type { ConstDirectiveNode, GraphQLSchema } from 'graphql';

/**
 * Where a supergraph says that its subgraphs are (`@join__graph` on the values of `join__Graph`, join spec v0.1 and later).
 * @param schema built from the supergraph's text
 * @returns addresses by the name of the subgraph
 * @throws Error when a subgraph has no name or no HTTP address
 */
export function subgraphAddresses(schema: GraphQLSchema): ReadonlyMap<string, URL> {
  const graphs = schema.getType('join__Graph')?.astNode;
  if (graphs?.kind !== Kind.ENUM_TYPE_DEFINITION) throw new Error('the supergraph names no subgraphs');
  return new Map(
    (graphs.values ?? []).map((value) => {
      const directive = value.directives?.find(({ name }) => name.value === 'join__graph');
      const name = textOf(directive, 'name');
      const url = textOf(directive, 'url');
      if (name === undefined || url === undefined || !/^https?:\/\//.test(url) || !URL.canParse(url))
        throw new Error(`the subgraph ${value.name.value} has no HTTP address`);
      return [name, new URL(url)] as const;
    }),
  );
}

function textOf(directive: ConstDirectiveNode | undefined, argument: string): string | undefined {
  const value = directive?.arguments?.find(({ name }) => name.value === argument)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}
