import {
  doTypesOverlap,
  getNamedType,
  isCompositeType,
  isRequiredArgument,
  isUnionType,
  parse,
  validate,
} from 'graphql';
import { oneOf } from './choices.ts';
import { inputValue } from './generated-values.ts';
import type { GraphQLArgument, GraphQLCompositeType, GraphQLField, GraphQLSchema } from 'graphql';
import type { Choose } from './choices.ts';

export interface GeneratedOperation {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const MAX_LEVELS = 4;
const SWITCHES = [
  '@include(if: $yes)',
  '@skip(if: $no)',
  '@include(if: $no)',
  '@skip(if: $yes)',
  '@include(if: $fallback)',
  '@skip(if: false)',
  '@include(if: false)',
  '@skip(if: $no) @include(if: $yes)',
];
/** Conditions on variables; the last one keeps its default. */
const SWITCH_VARIABLES = { yes: '$yes: Boolean!', no: '$no: Boolean!', fallback: '$fallback: Boolean! = true' };

interface Draft {
  readonly schema: GraphQLSchema;
  readonly choose: Choose;
  readonly declared: string[];
  readonly variables: Record<string, unknown>;
  readonly fragments: string[];
}

/**
 * An operation over any schema: aliases, fragments named and not, conditions, arguments from literals and variables.
 * @returns undefined when what came out is not valid, such as for two fields of one response key that differ
 */
export function generateOperation(schema: GraphQLSchema, choose: Choose): GeneratedOperation | undefined {
  const draft: Draft = { schema, choose, declared: [], variables: { yes: true, no: false }, fragments: [] };
  const mutation = choose(6) === 5 ? schema.getMutationType() : undefined;
  const root = mutation ?? schema.getQueryType();
  if (!root) throw new Error('the schema has no queries');
  const body = selections(draft, root, MAX_LEVELS);
  const content = [body, ...draft.fragments].join('\n');
  const switches = Object.entries(SWITCH_VARIABLES).flatMap(([name, text]) =>
    content.includes(`$${name})`) ? text : [],
  );
  const declared = [...switches, ...draft.declared];
  const head = `${mutation ? 'mutation' : 'query'} ${declared.length === 0 ? '' : `(${declared.join(', ')})`}`;
  const text = `${head} ${content}`;
  return validate(schema, parse(text)).length === 0 ? { text, variables: draft.variables } : undefined;
}

function selections(draft: Draft, type: GraphQLCompositeType, levels: number): string {
  // Fewer further down: a plan may branch for each type at each level.
  const count = 1 + draft.choose(Math.max(2, levels));
  const texts = Array.from({ length: count }, () => selection(draft, type, levels));
  return `{ ${texts.join(' ')} }`;
}

function selection(draft: Draft, type: GraphQLCompositeType, levels: number): string {
  const kind = draft.choose(10);
  if (kind < 7 || levels <= 1) return field(draft, type, levels);
  if (kind === 7) return draft.choose(3) === 2 ? `kind: __typename ${directive(draft)}` : '__typename';
  const condition = oneOf(draft.choose, overlapping(draft.schema, type));
  const body = selections(draft, condition, levels - 1);
  if (kind === 8) return `... ${draft.choose(4) === 3 ? '' : `on ${condition.name}`} ${directive(draft)} ${body}`;
  const name = `F${String(draft.fragments.length)}`;
  draft.fragments.push(`fragment ${name} on ${condition.name} ${body}`);
  return `...${name} ${directive(draft)}`;
}

function field(draft: Draft, type: GraphQLCompositeType, levels: number): string {
  const { choose } = draft;
  const fields = isUnionType(type) ? [] : Object.values(type.getFields());
  const usable = fields.filter((candidate) => levels > 1 || !isCompositeType(getNamedType(candidate.type)));
  if (usable.length === 0) return '__typename';
  const chosen = oneOf(choose, usable);
  const given = argumentsOf(draft, chosen);
  const key =
    given === '' ? (choose(5) === 4 ? `other_${chosen.name}: ` : '') : `${chosen.name}_${String(choose(1000))}: `;
  const inner = getNamedType(chosen.type);
  const body = isCompositeType(inner) ? selections(draft, inner, levels - 1) : '';
  return `${key}${chosen.name}${given} ${directive(draft)} ${body}`;
}

function argumentsOf(draft: Draft, { args }: GraphQLField<unknown, unknown>): string {
  const given = args.filter((argument) => isRequiredArgument(argument) || draft.choose(4) === 3);
  return given.length === 0 ? '' : `(${given.map((argument) => argumentOf(draft, argument)).join(', ')})`;
}

function argumentOf(draft: Draft, { name, type }: GraphQLArgument): string {
  const { literal, json } = inputValue(type, draft.choose);
  if (draft.choose(3) < 2) return `${name}: ${literal}`;
  const variable = `v${String(draft.declared.length)}`;
  draft.declared.push(`$${variable}: ${String(type)}`);
  draft.variables[variable] = json;
  return `${name}: $${variable}`;
}

function directive({ choose }: Draft): string {
  return choose(5) === 4 ? oneOf(choose, SWITCHES) : '';
}

const overlaps = new WeakMap<GraphQLCompositeType, readonly GraphQLCompositeType[]>();

/** The types on which a fragment may stand inside `type`, itself first. */
function overlapping(schema: GraphQLSchema, type: GraphQLCompositeType): readonly GraphQLCompositeType[] {
  const known = overlaps.get(type);
  if (known !== undefined) return known;
  const others = Object.values(schema.getTypeMap())
    .filter(isCompositeType)
    .filter((other) => other !== type && doTypesOverlap(schema, type, other));
  const found = [type, ...others];
  overlaps.set(type, found);
  return found;
}
