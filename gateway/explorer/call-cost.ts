import { getOperationAST } from 'graphql';
import { fragmentsOf } from '../execution/fragments-of.ts';
import { coerceVariables } from '../limits/coerce-variables.ts';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { OperationCost } from '../limits/cost/operation-cost.ts';

/** What an operation is estimated to cost, and what one may cost. */
export interface CallCost {
  readonly estimated: number;
  readonly max: number;
}

/** A document with the variables of one request. */
export interface Call {
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
}

export interface CostDeps {
  readonly schema: GraphQLSchema;
  readonly cost: OperationCost;
  readonly maxCost: number;
}

/**
 * What a document costs by itself, without what the joins of its plan add.
 * @throws AppError for variables that do not fit, and for page sizes that are missing
 */
export function estimateCall({ schema, cost, maxCost }: CostDeps, call: Call): CallCost | undefined {
  const operation = getOperationAST(call.document, call.operationName);
  if (!operation) return undefined;
  const variables = coerceVariables(schema, operation, call.variables);
  return { estimated: cost.estimate(operation, fragmentsOf(call.document), variables), max: maxCost };
}
