import { Kind } from 'graphql';
import type { DirectiveNode, GraphQLInputType, ValueNode } from 'graphql';

/** Where a list's size comes from; the greatest of the parts that are known. */
export interface SizeFormula {
  /** Values given for paging arguments, or their defaults. */
  readonly slices: readonly SliceFormula[];
  /** Sizes handed down by `sizedFields`. */
  readonly inherited: readonly SizeFormula[];
  readonly assumed: number | undefined;
  /** Whether exactly one slice must be given. */
  readonly exactlyOne: boolean;
}

/** One paging argument: what the document gives, and what holds when it gives nothing. */
export interface SliceFormula {
  readonly given: ValueNode | undefined;
  readonly defaultValue: unknown;
}

/** The cost of a document as a function of its variables. Compiled once per document, evaluated once per request. */
export type Formula =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'sum'; readonly terms: readonly Formula[] }
  | { readonly kind: 'product'; readonly factors: readonly Formula[] }
  | { readonly kind: 'greatest'; readonly terms: readonly Formula[] }
  | { readonly kind: 'repeat'; readonly size: SizeFormula; readonly body: Formula }
  /** From `@skip` and `@include`. */
  | { readonly kind: 'when'; readonly variable: string; readonly equals: boolean; readonly body: Formula }
  | {
      readonly kind: 'input';
      readonly value: ValueNode;
      readonly type: GraphQLInputType;
      readonly weight: number | undefined;
    };

export const FREE: Formula = { kind: 'constant', value: 0 };
export const ONE: Formula = { kind: 'constant', value: 1 };

/** Adds constants together, so that what is evaluated per request is no more than what variables can change. */
export function sum(terms: readonly Formula[]): Formula {
  const flat = terms.flatMap((term) => (term.kind === 'sum' ? term.terms : [term]));
  const constant = flat.reduce((total, term) => total + (term.kind === 'constant' ? term.value : 0), 0);
  const rest = flat.filter((term) => term.kind !== 'constant');
  if (rest.length === 0) return { kind: 'constant', value: constant };
  return { kind: 'sum', terms: [{ kind: 'constant', value: constant }, ...rest] };
}

export function product(one: Formula, other: Formula): Formula {
  if (one === ONE) return other;
  return other === ONE ? one : { kind: 'product', factors: [one, other] };
}

export function greatestOf(one: Formula, other: Formula): Formula {
  return one === other ? one : { kind: 'greatest', terms: [one, other] };
}

/** `@skip(if:)` and `@include(if:)` around a formula; a fixed condition decides at once. */
export function conditional(directives: readonly DirectiveNode[] | undefined, body: Formula): Formula {
  return (directives ?? []).reduce<Formula>((inner, { name, arguments: args }) => {
    if (name.value !== 'skip' && name.value !== 'include') return inner;
    const condition = args?.find((argument) => argument.name.value === 'if')?.value;
    const wanted = name.value === 'include';
    if (condition?.kind === Kind.BOOLEAN) return condition.value === wanted ? inner : FREE;
    if (condition?.kind !== Kind.VARIABLE) return inner;
    return when(condition.name.value, wanted, inner);
  }, body);
}

/** `body` unless the variable definitely has the other value. */
export function when(variable: string, equals: boolean, body: Formula): Formula {
  return body === FREE ? FREE : { kind: 'when', variable, equals, body };
}
