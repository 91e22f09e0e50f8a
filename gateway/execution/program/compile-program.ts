import { GraphQLError } from 'graphql';
import { conditionsOf } from './conditions.ts';
import { compileNode } from './plan-steps.ts';
import { compileShape } from './shape/shape-answer.ts';
import { UnsupportedPlan } from './unsupported-plan.ts';
import type { ExecutorRequest, ExecutorResult, JsonObject, ResolvedPlan } from './query-plan.ts';
import type { Run, Step } from './run.ts';
import type { SchemaTypes } from './shape/schema-types.ts';
import type { ShapeAnswer } from './shape/shape-answer.ts';
import type { TypeConditions } from './type-conditions.ts';
import type { UnsupportedReason } from './unsupported-plan.ts';

/** Runs one document for one request. */
export type Program = (request: ExecutorRequest) => Promise<ExecutorResult>;

export type Compiled =
  | { readonly kind: 'program'; readonly run: Program }
  | { readonly kind: 'unsupported'; readonly reason: UnsupportedReason; readonly detail: string };

export interface CompileDeps {
  /** Of the schema that clients see. */
  readonly types: SchemaTypes;
  /** Of the supergraph. */
  readonly supergraphConditions: TypeConditions;
}

/**
 * A program for a document: its plan and the form of its answer as composed functions, so that nothing about either is worked
 * out again for a request. No code is made from text.
 * @returns `unsupported` for what the stock executor has to run
 */
export function compileProgram(
  { queryPlan, serviceMap, operationContext }: Omit<ResolvedPlan, 'requestContext'>,
  deps: CompileDeps,
): Compiled {
  const { schema, operation, fragments } = operationContext;
  try {
    const { node } = queryPlan;
    if (node?.kind === 'Subscription') throw new UnsupportedPlan('subscription', 'the gateway has none');
    const condition = conditionsOf(operation);
    const stepDeps = { transports: serviceMap, conditions: deps.supergraphConditions, condition };
    const step = node && compileNode(node, [], stepDeps);
    return {
      kind: 'program',
      run: program(step, compileShape({ schema, fragments }, operation, deps.types, condition)),
    };
  } catch (error) {
    if (!(error instanceof UnsupportedPlan)) throw error;
    return { kind: 'unsupported', reason: error.reason, detail: error.message };
  }
}

function program(step: Step | undefined, shape: ShapeAnswer): Program {
  return async (request) => {
    const variables: JsonObject = request.request.variables ?? {};
    const run: Run = { request, variables, data: {}, errors: [] };
    await step?.(run, [run.data]);
    return answer(run, shape);
  };
}

/** Values that are missing are told apart from errors of subgraphs, of which they may be the consequence (`missing-values.ts`). */
function answer({ data: input, variables, errors }: Run, shape: ShapeAnswer): ExecutorResult {
  try {
    const { data, missing } = shape(input, variables);
    if (errors.length > 0) return { errors: errors as GraphQLError[], data };
    return missing.length === 0 ? { data } : { extensions: { valueCompletion: missing }, data };
  } catch (error) {
    const originalError = error as Error;
    return { errors: [new GraphQLError(originalError.message, { originalError })] };
  }
}
