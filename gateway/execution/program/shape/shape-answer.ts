import { UnsupportedPlan } from '../unsupported-plan.ts';
import { selectionTree } from './selection-tree.ts';
import { compileSelections } from './shape-selections.ts';
import type { OperationDefinitionNode } from 'graphql';
import type { CompileCondition } from '../conditions.ts';
import type { JsonObject } from '../query-plan.ts';
import type { SchemaTypes } from './schema-types.ts';
import type { Document } from './selection-tree.ts';
import type { MissingValue, ShapeRun } from './shape-run.ts';

export interface ShapedAnswer {
  readonly data: JsonObject | null;
  readonly missing: readonly MissingValue[];
}

/** @throws Error when what subgraphs gave cannot be an answer at all, such as text for an object */
export type ShapeAnswer = (input: JsonObject, variables: JsonObject) => ShapedAnswer;

/**
 * The form of the answer that an operation asks for, as one function of what subgraphs gave.
 * @param document.schema the one that clients see
 * @param types of that schema
 * @throws UnsupportedPlan
 */
export function compileShape(
  document: Document,
  operation: OperationDefinitionNode,
  types: SchemaTypes,
  condition: CompileCondition,
): ShapeAnswer {
  const root = document.schema.getRootType(operation.operation);
  if (!root) throw new UnsupportedPlan('document', operation.operation);
  const tree = selectionTree(document, root, operation.selectionSet);
  const shape = compileSelections(tree, { ...types, condition });
  return (input, variables) => {
    const run: ShapeRun = { variables, path: [], missing: [] };
    const data: JsonObject = {};
    const isNull = shape(run, input, data, root.name);
    return { data: isNull ? null : data, missing: run.missing };
  };
}
