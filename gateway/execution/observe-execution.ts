import { outlinePlan } from '../explorer/plan-outline.ts';
import type { GraphQLDataSource } from '@apollo/gateway';
import type { GatewayContext } from './gateway-context.ts';
import type { PlanLookups } from './program/plan-lookup.ts';
import type { RequestRecorder } from '../explorer/request-report.ts';
import type { Executor, ExecutorRequest, ExecutorResult } from './program/query-plan.ts';

/** Tells the recorder of a request, where it has one, about each call of a subgraph. Other requests pass untouched. */
export function observeCalls(subgraph: string, source: GraphQLDataSource): GraphQLDataSource {
  return {
    process: (options) => {
      const { recorder } = options.context as GatewayContext;
      return recorder === undefined ? source.process(options) : observeCall(subgraph, source, options, recorder);
    },
  };
}

type ProcessOptions = Parameters<GraphQLDataSource['process']>[0];

async function observeCall(
  subgraph: string,
  source: GraphQLDataSource,
  options: ProcessOptions,
  recorder: RequestRecorder,
): ReturnType<GraphQLDataSource['process']> {
  const { query = '', variables } = options.request;
  const representations: unknown = variables?.['representations'];
  const entities = Array.isArray(representations) ? representations.length : undefined;
  const over = recorder.called({ subgraph, operation: query, path: pathOf(options), entities });
  let errors = 1;
  try {
    const answer = await source.process(options);
    errors = answer.errors?.length ?? 0;
    return answer;
  } finally {
    over(errors);
  }
}

function pathOf(options: ProcessOptions): string {
  return 'pathInIncomingRequest' in options ? (options.pathInIncomingRequest ?? []).join('.') : '';
}

/**
 * Tells the recorder of a request, where it has one, when the request got through to the executor, and its plan. The plan is
 * asked for by itself, because a document that ran before is not planned again.
 * @param deps.stock the library's own executor
 */
export function observeExecutor(
  executor: Executor,
  deps: { readonly stock: Executor; readonly plans: PlanLookups },
): Executor {
  const observed = async (request: ExecutorRequest, recorder: RequestRecorder): Promise<ExecutorResult> => {
    recorder.guarded();
    const found = await deps.plans.find(deps.stock, request);
    recorder.planned(found.kind === 'plan' ? outlinePlan(found.plan.queryPlan.node) : undefined);
    return executor(request);
  };
  return (request) => {
    const { recorder } = request.context as GatewayContext;
    return recorder === undefined ? executor(request) : observed(request, recorder);
  };
}
