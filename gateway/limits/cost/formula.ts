import type { GraphQLInputType, ValueNode } from 'graphql';

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
