import { getOperationAST, parse } from 'graphql';
import { fragmentsOf } from '../execution/fragments-of.ts';
import { coerceVariables } from '../limits/coerce-variables.ts';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { OperationCost } from '../limits/cost/operation-cost.ts';

/** What an operation is estimated to cost, and what one may cost. */
export interface CallCost {
  readonly estimated: number;
  readonly max: number;
}

/** An operation with the variables of one request. */
export interface Call {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
}

/** @returns undefined where nothing can be said: a text that does not parse, variables that are missing */
export type CostOfCall = (call: Call) => CallCost | undefined;

export interface CostDeps {
  readonly schema: GraphQLSchema;
  readonly cost: OperationCost;
  readonly maxCost: number;
}

export function createCostOfCall(deps: CostDeps): CostOfCall {
  return ({ query, ...call }) => {
    try {
      return estimateCall(deps, { document: parse(query), ...call });
    } catch {
      // The answer of the request says what is wrong with it.
      return undefined;
    }
  };
}

/** @throws AppError for variables that do not fit, and for page sizes that are missing */
export function estimateCall(
  { schema, cost, maxCost }: CostDeps,
  call: Omit<Call, 'query'> & { readonly document: DocumentNode },
): CallCost | undefined {
  const operation = getOperationAST(call.document, call.operationName);
  if (!operation) return undefined;
  const variables = coerceVariables(schema, operation, call.variables);
  return { estimated: cost.estimate(operation, fragmentsOf(call.document), variables), max: maxCost };
}
