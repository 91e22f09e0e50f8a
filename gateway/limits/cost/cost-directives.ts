import { Kind, isEnumType, isInputObjectType, isInterfaceType, isObjectType, isScalarType } from 'graphql';
import { addAbstractTypes } from './abstract-types.ts';
import type { ASTNode, ConstDirectiveNode, ConstValueNode, GraphQLSchema } from 'graphql';
import type { ListSize } from './list-size.ts';

/** What the supergraph says about costs. Coordinates: `Type`, `Type.field`, `Type.field.argument`, `Input.field`. */
export interface CostDirectives {
  readonly weights: ReadonlyMap<string, number>;
  readonly listSizes: ReadonlyMap<string, ListSize>;
}

/**
 * Reads `@cost` and `@listSize` from a schema built from the supergraph's text.
 * A negative weight would let one field pay for another, so it counts as 0.
 */
export function readCostDirectives(schema: GraphQLSchema): CostDirectives {
  const weights = new Map<string, number>();
  const listSizes = new Map<string, ListSize>();
  const read = (coordinate: string, node: ASTNode | null | undefined): void => {
    const weight = argumentOf(directiveOn(node, 'cost'), 'weight');
    if (weight?.kind === Kind.INT) weights.set(coordinate, Math.max(0, Number(weight.value)));
    const listSize = directiveOn(node, 'listSize');
    if (listSize !== undefined) listSizes.set(coordinate, parseListSize(listSize));
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (isScalarType(type) || isEnumType(type) || isObjectType(type)) read(type.name, type.astNode);
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) read(`${type.name}.${field.name}`, field.astNode);
    }
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      read(`${type.name}.${field.name}`, field.astNode);
      for (const argument of field.args) read(`${type.name}.${field.name}.${argument.name}`, argument.astNode);
    }
  }
  addAbstractTypes(schema, { weights, listSizes });
  return { weights, listSizes };
}

function parseListSize(directive: ConstDirectiveNode): ListSize {
  const assumed = argumentOf(directive, 'assumedSize');
  const requireOne = argumentOf(directive, 'requireOneSlicingArgument');
  return {
    assumedSize: assumed?.kind === Kind.INT ? Number(assumed.value) : undefined,
    slicingArguments: stringsOf(argumentOf(directive, 'slicingArguments')),
    sizedFields: stringsOf(argumentOf(directive, 'sizedFields')),
    requireOneSlicingArgument: requireOne?.kind === Kind.BOOLEAN ? requireOne.value : true,
  };
}

function directiveOn(node: ASTNode | null | undefined, name: string): ConstDirectiveNode | undefined {
  const directives = node && 'directives' in node ? (node.directives as readonly ConstDirectiveNode[] | undefined) : [];
  return directives?.find((directive) => directive.name.value === name);
}

function argumentOf(directive: ConstDirectiveNode | undefined, name: string): ConstValueNode | undefined {
  return directive?.arguments?.find((argument) => argument.name.value === name)?.value;
}

function stringsOf(value: ConstValueNode | undefined): string[] {
  if (value?.kind !== Kind.LIST) return [];
  return value.values.flatMap((item) => (item.kind === Kind.STRING ? [item.value] : []));
}
