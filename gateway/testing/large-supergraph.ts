import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import type { GraphQLSchema } from 'graphql';

/** Subgraphs that have fields of the same entity. */
const GROUP = 10;

const HEADER = `
schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION) { query: Query }
directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet, type: String, external: Boolean, override: String, usedOverridden: Boolean) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
directive @join__type(graph: join__Graph!, key: join__FieldSet, extension: Boolean! = false, resolvable: Boolean! = true, isInterfaceObject: Boolean! = false) repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR
directive @join__implements(graph: join__Graph!, interface: String!) repeatable on OBJECT | INTERFACE
directive @join__unionMember(graph: join__Graph!, member: String!) repeatable on UNION
directive @join__enumValue(graph: join__Graph!) repeatable on ENUM_VALUE
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
scalar join__FieldSet
scalar link__Import
enum link__Purpose { SECURITY EXECUTION }
`;

/**
 * A supergraph of many subgraphs, as composition would write it; composing as many takes far longer than serving them. Each ten share
 * an entity, of which each has a field of its own, and the entity of one ten leads to that of the next.
 * @param count a multiple of ten
 */
export function largeSupergraph(count: number, urlOf: (name: string) => string): string {
  const numbers = Array.from({ length: count }, (_none, number) => number);
  const groups = Array.from({ length: count / GROUP }, (_none, group) => group);
  const join = (number: number): string => `@join__field(graph: P${String(number)})`;
  const owners = (group: number): readonly number[] => numbers.slice(group * GROUP, (group + 1) * GROUP);
  const items = groups.map((group) => {
    const keys = owners(group).map((number) => `@join__type(graph: P${String(number)}, key: "id")`);
    const fromOther =
      group === 0 ? [] : [`@join__type(graph: P${String((group - 1) * GROUP)}, key: "id", resolvable: false)`];
    const values = owners(group).map((number) => `value${String(number)}: Int ${join(number)}`);
    const next = group + 1 < groups.length ? `next: Item${String(group + 1)} ${join(group * GROUP)}` : '';
    return `type Item${String(group)} ${[...keys, ...fromOther].join(' ')} { id: ID! ${values.join(' ')} ${next} }`;
  });
  return [
    HEADER,
    `enum join__Graph { ${numbers.map((number) => `P${String(number)} @join__graph(name: "p${String(number)}", url: "${urlOf(`p${String(number)}`)}")`).join(' ')} }`,
    `type Query ${numbers.map((number) => `@join__type(graph: P${String(number)})`).join(' ')} { start: Item0 ${join(0)} }`,
    ...items,
  ].join('\n');
}

/** Every value of the entities of the first tens, each reached through the one before. @returns what is selected of `Query.start` */
export function largeSelection(groups: number, group = 0): string {
  const values = Array.from({ length: GROUP }, (_none, index) => `value${String(group * GROUP + index)}`);
  return `${values.join(' ')} ${group + 1 < groups ? `next { ${largeSelection(groups, group + 1)} }` : ''}`;
}

/** One of its subgraphs. Every value is the number of the subgraph that has it. */
export function largeSubgraph(name: string): GraphQLSchema {
  const number = Number(name.slice(1));
  const group = Math.floor(number / GROUP);
  const [own, next] = [`Item${String(group)}`, `Item${String(group + 1)}`];
  const leads = number % GROUP === 0;
  const typeDefs = parse(`
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
    type Query { ${number === 0 ? 'start: Item0' : 'unused: Int'} }
    type ${own} @key(fields: "id") { id: ID! value${String(number)}: Int ${leads ? `next: ${next}` : ''} }
    ${leads ? `type ${next} @key(fields: "id", resolvable: false) { id: ID! }` : ''}
  `);
  const item = { id: 'one', next: { id: 'one' }, [`value${String(number)}`]: number };
  return buildSubgraphSchema({
    typeDefs,
    resolvers: { Query: { start: () => item }, [own]: { __resolveReference: () => item } },
  });
}
