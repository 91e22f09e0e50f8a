import { Kind, parse } from 'graphql';
import type { FieldNode, SelectionSetNode } from 'graphql';

/** Shares of the fields that a document asks for, and of those that it gives another name. */
const KEPT = 0.7;
const RENAMED = 0.6;
const VARIABLE = '$first';

/** What one client would send: no two of these are the same text, nor have the same plan. */
export interface DistinctDocument {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * @param widest everything that may be asked for, as fields in fields; it may use the variable `$first`
 * @param first value of that variable
 * @returns a function of a number from 0: a part of it under names of its own, the same part for the same number
 */
export function distinctDocuments(widest: string, first: number): (number: number) => DistinctDocument {
  const [operation] = parse(widest, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('not an operation');
  const { selectionSet } = operation;
  return (number) => {
    const draft = { chance: chancesOf(number), suffix: number.toString(36) };
    const body = fieldsOf(selectionSet)
      .map((field) => textOf(draft, field, true))
      .join(' ');
    const uses = body.includes(VARIABLE);
    const query = `query D${draft.suffix}${uses ? `(${VARIABLE}: Int!)` : ''} { ${body} }`;
    return { query, variables: uses ? { first } : {} };
  };
}

interface Draft {
  /** The next number from 0 to 1. */
  readonly chance: () => number;
  readonly suffix: string;
}

function someOf(draft: Draft, set: SelectionSetNode): string {
  const fields = fieldsOf(set);
  const kept = fields.filter(() => draft.chance() < KEPT);
  const chosen = kept.length > 0 ? kept : fields.slice(0, 1);
  return `{ ${chosen.map((field) => textOf(draft, field, draft.chance() < RENAMED)).join(' ')} }`;
}

function textOf(draft: Draft, { name, arguments: given = [], selectionSet }: FieldNode, renamed: boolean): string {
  const values = given.map((argument) => `${argument.name.value}: ${valueOf(argument.value)}`).join(', ');
  const alias = renamed ? `${name.value}_${draft.suffix}: ` : '';
  const below = selectionSet === undefined ? '' : ` ${someOf(draft, selectionSet)}`;
  return `${alias}${name.value}${values === '' ? '' : `(${values})`}${below}`;
}

function valueOf(value: NonNullable<FieldNode['arguments']>[number]['value']): string {
  if (value.kind === Kind.VARIABLE) return `$${value.name.value}`;
  if (value.kind === Kind.STRING) return JSON.stringify(value.value);
  throw new Error(`no ${value.kind} here`);
}

function fieldsOf({ selections }: SelectionSetNode): readonly FieldNode[] {
  return selections.filter((node) => node.kind === Kind.FIELD);
}

/** Numbers that look like chance and are the same each time (mulberry32). */
function chancesOf(seed: number): () => number {
  let state = (seed * 0x9e_37_79_b1) >>> 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
