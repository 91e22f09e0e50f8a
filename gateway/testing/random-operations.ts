import { buildSchema, getNamedType, isCompositeType, isInterfaceType, isObjectType, isUnionType } from 'graphql';
import fc from 'fast-check';
import type { GraphQLNamedType } from 'graphql';

/** A small schema with everything that null can meet on its way up: non-null, lists of both, an interface and a union. */
export const randomSchema = buildSchema(`
  type Query {
    text: String
    sure: String!
    a: A
    certainA: A!
    all: [A!]!
    some: [A]
    grid: [[A!]]
    node: Node
    nodes: [Node!]
    any: Any
    echo(n: Int): Int
  }
  interface Node { id: ID! name: String peer: Node }
  type A implements Node { id: ID! name: String peer: Node b: B certainB: B! list: [B!] echo(n: Int): Int }
  type B implements Node { id: ID! name: String peer: Node a: A only: String! }
  union Any = A | B
`);

/** Every field of the objects, as `Type.field`. */
export const COORDINATES = ['Query', 'A', 'B'].flatMap((name) => {
  const type = randomSchema.getType(name);
  return isObjectType(type) ? Object.keys(type.getFields()).map((field) => `${name}.${field}`) : [];
});

/** Values of the variables that random operations use. */
export const VARIABLES = { yes: true, no: false, n: 3 };
const DECLARATIONS = { yes: '$yes: Boolean!', no: '$no: Boolean!', n: '$n: Int' };
const MAX_LEVELS = 4;

type Selection =
  | { readonly kind: 'field'; readonly text: string; readonly set: readonly Selection[] | undefined }
  | { readonly kind: 'inline'; readonly head: string; readonly set: readonly Selection[] }
  | { readonly kind: 'spread'; readonly type: string; readonly tail: string; readonly set: readonly Selection[] };

const directive = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  fc.constantFrom(
    '@include(if: $yes)',
    '@include(if: $no)',
    '@skip(if: $no)',
    '@skip(if: $yes)',
    '@include(if: false)',
  ),
);

/** The text of a query; some are not valid, because two fields of one response key differ. */
export const randomQuery: fc.Arbitrary<string> = selections('Query', MAX_LEVELS).map(render);

function selections(type: string, levels: number): fc.Arbitrary<readonly Selection[]> {
  const one = fc.oneof(
    { weight: 5, arbitrary: field(type, levels) },
    ...(levels > 1 ? [inline(type, levels), spread(type, levels)] : []),
  );
  return fc.array(one, { minLength: 1, maxLength: 4 });
}

function field(parent: string, levels: number): fc.Arbitrary<Selection> {
  const type = randomSchema.getType(parent);
  const fields = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
  const usable = fields.filter((candidate) => levels > 1 || !isCompositeType(getNamedType(candidate.type)));
  const names = ['__typename', ...usable.map(({ name }) => name)];
  return fc.tuple(fc.constantFrom(...names), fc.boolean(), directive).chain(([name, aliased, tail]) => {
    const definition = usable.find((candidate) => candidate.name === name);
    const inner = definition && getNamedType(definition.type);
    const call = name === 'echo' ? `${aliased ? 'x_echo: ' : ''}echo(n: ${aliased ? '$n' : '1'})` : '';
    const text = `${call === '' ? `${aliased ? `x_${name}: ` : ''}${name}` : call} ${tail}`;
    if (!isCompositeType(inner)) return fc.constant<Selection>({ kind: 'field', text, set: undefined });
    return selections(inner.name, levels - 1).map((set): Selection => ({ kind: 'field', text, set }));
  });
}

function inline(type: string, levels: number): fc.Arbitrary<Selection> {
  return fc.tuple(fc.constantFrom(undefined, ...narrower(type)), directive).chain(([condition, tail]) => {
    const head = `... ${condition === undefined ? '' : `on ${condition}`} ${tail}`;
    return selections(condition ?? type, levels - 1).map((set): Selection => ({ kind: 'inline', head, set }));
  });
}

function spread(type: string, levels: number): fc.Arbitrary<Selection> {
  return fc
    .tuple(fc.constantFrom(...narrower(type)), directive)
    .chain(([condition, tail]) =>
      selections(condition, levels - 1).map((set): Selection => ({ kind: 'spread', type: condition, tail, set })),
    );
}

function narrower(name: string): readonly string[] {
  const type: GraphQLNamedType | undefined = randomSchema.getType(name);
  if (isInterfaceType(type) || isUnionType(type))
    return [name, ...randomSchema.getPossibleTypes(type).map((possible) => possible.name)];
  return name === 'Query' ? [name] : [name, 'Node'];
}

function render(root: readonly Selection[]): string {
  const fragments: string[] = [];
  const block = (set: readonly Selection[]): string => `{ ${set.map(one).join(' ')} }`;
  const one = (selection: Selection): string => {
    if (selection.kind === 'field')
      return `${selection.text}${selection.set === undefined ? '' : block(selection.set)}`;
    if (selection.kind === 'inline') return `${selection.head} ${block(selection.set)}`;
    const body = block(selection.set);
    const name = `F${String(fragments.length)}`;
    fragments.push(`fragment ${name} on ${selection.type} ${body}`);
    // Twice, because what is left of a fragment is worked out once.
    return `...${name} ${selection.tail} ...${name}`;
  };
  const body = block(root);
  const text = [body, ...fragments].join('\n');
  const declared = Object.entries(DECLARATIONS).filter(([name]) => new RegExp(`\\$${name}\\b`).test(text));
  const head = declared.length === 0 ? 'query' : `query (${declared.map(([, declaration]) => declaration).join(', ')})`;
  return `${head} ${text}`;
}
