import { ApolloGateway } from '@apollo/gateway';
import { silentLogger } from '#platform/logging';
import { SUBGRAPHS } from '../../gateway/config.ts';
import { createPlanLookups } from '../../gateway/execution/program/plan-lookup.ts';
import { createProgramExecutor } from '../../gateway/execution/program/program-executor.ts';
import { requestFor } from '../../gateway/testing/executor-request.ts';
import { supergraph } from '../../gateway/testing/schemas.ts';
import { createCannedSubgraph } from './canned-subgraph.ts';
import type { ExecutorKind } from '../../gateway/execution/executors.ts';
import type { Subject } from './whole-path.ts';

/** The executor by itself: subgraphs answer at once, with text that is parsed as it would be after a call. */
export async function startExecutorAlone(kind: ExecutorKind): Promise<Subject> {
  const canned = new Map<string, (body: string) => string>(SUBGRAPHS.map((name) => [name, createCannedSubgraph(name)]));
  const plans = createPlanLookups();
  const gateway = new ApolloGateway({
    supergraphSdl: supergraph.sdl,
    logger: silentLogger,
    experimental_didResolveQueryPlan: plans.didResolveQueryPlan,
    buildService: ({ name }) => ({
      process: async ({ request: { query, variables } }) =>
        JSON.parse(canned.get(name)?.(JSON.stringify({ query, variables })) ?? '{}') as object,
    }),
  });
  const { executor: program } = createProgramExecutor({
    gateway,
    plans,
    onUnsupported: () => undefined,
    logger: silentLogger,
  });
  const executor = kind === 'stock' ? gateway.executor : program;
  await gateway.load();
  const requests = new Map<string, ReturnType<typeof requestFor>>();
  return {
    run: async ({ query: text, variables }) => {
      const request = requests.get(text) ?? requestFor({ text, variables }, {});
      requests.set(text, request);
      const { data, errors } = await executor(request);
      if (errors !== undefined) throw new Error('a canned query failed', { cause: errors[0] });
      return JSON.stringify(data);
    },
    stop: () => gateway.stop(),
  };
}
