// `npm run bench:cost`: what pricing and paying takes of a request, in microseconds of processor time.
// No calls, no HTTP: what is measured comes on top of them.
import { ApolloGateway } from '@apollo/gateway';
import { silentLogger } from '#platform/logging';
import { createMetrics } from '#platform/metrics';
import { SUBGRAPHS, disableVendorTelemetry } from '../../gateway/config.ts';
import { createPlanLookups } from '../../gateway/execution/program/plan-lookup.ts';
import { createAnswerMeasure } from '../../gateway/limits/cost/measure-answer.ts';
import { createOperationCost, readCostSchema } from '../../gateway/limits/cost/operation-cost.ts';
import { compilePlanCost, evaluatePlanCost } from '../../gateway/limits/cost/plan-cost.ts';
import { requestFor } from '../../gateway/testing/executor-request.ts';
import { createGenerousAccounts } from '../../gateway/testing/generous-accounts.ts';
import { operationOf, supergraph } from '../../gateway/testing/schemas.ts';
import { sampleCaller } from '../../platform/graphql/testing/sample-subgraph.ts';
import { medianOf } from '../access/statistics.ts';
import { createCannedSubgraph } from '../gateway/canned-subgraph.ts';
import { QUERIES } from '../gateway/queries.ts';
import type { SubgraphName } from '../../gateway/config.ts';
import type { PlanCost } from '../../gateway/limits/cost/plan-cost.ts';
import type { MeasuredQuery } from '../gateway/queries.ts';

const ROUNDS = 5;
const RUNS = 5_000;

interface Answered {
  readonly subgraph: string;
  readonly query: string;
  readonly data: unknown;
}

const costs = readCostSchema(supergraph.schema);
const documentCost = createOperationCost(supergraph.schema);
const measure = createAnswerMeasure(costs);
const accounts = createGenerousAccounts(createMetrics('gateway'));

disableVendorTelemetry();
const plans = createPlanLookups();
const gateway = new ApolloGateway({
  supergraphSdl: supergraph.sdl,
  logger: silentLogger,
  experimental_didResolveQueryPlan: plans.didResolveQueryPlan,
  buildService: ({ name }) => {
    const answer = isService(name) ? createCannedSubgraph(name) : () => '{}';
    return {
      process: ({ request, context }) => {
        const { query = '', variables } = request;
        const parsed = JSON.parse(answer(JSON.stringify({ query, variables }))) as { readonly data?: unknown };
        (context as Answered[]).push({ subgraph: name, query, data: parsed.data });
        return Promise.resolve(parsed as object);
      },
    };
  },
});
await gateway.load();
for (const query of QUERIES) process.stdout.write(`${JSON.stringify(await measureQuery(query))}\n`);
await gateway.stop();

/** The gateway hosts another one, of which nothing is measured here. */
function isService(name: string): name is SubgraphName {
  return (SUBGRAPHS as readonly string[]).includes(name);
}

async function measureQuery({ name, query: text, variables }: MeasuredQuery) {
  const answers: Answered[] = [];
  const request = requestFor({ text, variables }, answers);
  const found = await plans.find(gateway.executor, request);
  if (found.kind !== 'plan') throw new Error(`${name} has no plan`);
  await gateway.executor(request);
  const node = found.plan.queryPlan.node as Parameters<typeof compilePlanCost>[1];
  const plan = compilePlanCost(costs, node);
  const { operation, fragments } = operationOf(text);
  const estimate = evaluatePlanCost(plan, variables, costs);
  const actual = answers.reduce((sum, { query, data }) => sum + measure(query, data, variables), 0);
  return {
    query: name,
    calls: answers.length,
    estimated: estimate.total,
    actual,
    'compile plan, once': await microseconds(() => compilePlanCost(costs, node), 200),
    'document formula': await microseconds(() => documentCost.estimate(operation, fragments, variables)),
    'plan formula': await microseconds(() => evaluatePlanCost(plan, variables, costs)),
    'measure answers': await microseconds(() => {
      for (const { query, data } of answers) measure(query, data, variables);
    }),
    'all, with the budget': await microseconds(() => wholeLife(plan, variables, answers)),
  };
}

/** All that a request does for its account, with budgets in this process. */
async function wholeLife(plan: PlanCost, variables: MeasuredQuery['variables'], answers: readonly Answered[]) {
  const holder = { actor: sampleCaller(), clientId: 'web', address: '192.0.2.1' };
  accounts.open(holder, { variables, documentCost: 1, rootFields: new Map([['Query.me', 1]]) });
  await accounts.admit(holder, evaluatePlanCost(plan, variables, costs));
  for (const { subgraph, query, data } of answers) accounts.record(holder, subgraph, measure(query, data, variables));
  accounts.close(holder);
  accounts.report(holder);
}

/** Median of some rounds, for one run. */
async function microseconds(run: () => unknown, runs = RUNS): Promise<number> {
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const since = process.cpuUsage();
    for (let index = 0; index < runs; index += 1) await run();
    const { user, system } = process.cpuUsage(since);
    rounds.push((user + system) / runs);
  }
  return Number(medianOf(rounds).toFixed(1));
}
