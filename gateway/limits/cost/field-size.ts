import { GraphQLList, getNullableType } from 'graphql';
import type { FieldNode, GraphQLField, GraphQLOutputType, ValueNode } from 'graphql';
import type { ListSize } from './list-size.ts';
import type { Formula, SizeFormula } from './formula.ts';

/** Sizes that a parent's `sizedFields` set for the fields below it, by field name. */
export type InheritedSizes = ReadonlyMap<string, SizeFormula>;

export const NO_SIZES: InheritedSizes = new Map();

/** How many elements a list field has, and what it says about the lists below it. */
export interface FieldSize {
  /** One formula for each level of lists, from the outermost; none for a field that is no list. */
  readonly levels: readonly SizeFormula[];
  readonly handedDown: InheritedSizes;
}

/** Of a list that nothing says anything about. */
const UNKNOWN: SizeFormula = { slices: [], inherited: [], assumed: undefined, exactlyOne: false };

/** @param inherited from the parent's `sizedFields` */
export function sizeOfField(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  listSize: ListSize | undefined,
  inherited: SizeFormula | undefined,
): FieldSize {
  const own = ownSize(node, field, listSize);
  const handedDown = new Map((listSize?.sizedFields ?? []).map((sized) => [sized, own]));
  const outermost: SizeFormula = { ...own, inherited: inherited === undefined ? [] : [inherited] };
  const levels = Array.from({ length: listLevels(field.type) }, (_, level) => (level === 0 ? outermost : UNKNOWN));
  return { levels, handedDown };
}

/** `body` for each element of a field. */
export function repeated({ levels }: FieldSize, body: Formula): Formula {
  return levels.reduceRight<Formula>((inner, size) => ({ kind: 'repeat', size, body: inner }), body);
}

export function givenValue(node: FieldNode, argument: string): ValueNode | undefined {
  return node.arguments?.find(({ name }) => name.value === argument)?.value;
}

function ownSize(node: FieldNode, field: GraphQLField<unknown, unknown>, listSize: ListSize | undefined): SizeFormula {
  const slices = (listSize?.slicingArguments ?? []).map((argument) => ({
    given: givenValue(node, argument),
    defaultValue: field.args.find(({ name }) => name === argument)?.defaultValue,
  }));
  const exactlyOne = listSize !== undefined && listSize.requireOneSlicingArgument && slices.length > 0;
  return { slices, inherited: [], assumed: listSize?.assumedSize, exactlyOne };
}

function listLevels(type: GraphQLOutputType): number {
  const nullable = getNullableType(type);
  return nullable instanceof GraphQLList ? 1 + listLevels(nullable.ofType) : 0;
}
