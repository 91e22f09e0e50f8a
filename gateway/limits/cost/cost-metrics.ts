import type { Metrics } from '#platform/metrics';
import type { CostRule, LimitMode } from './cost-limits.ts';

/** Upper bounds of costs; the limit of one operation is 5,000 unless it is set otherwise. */
const COSTS = [0, 1, 10, 50, 100, 500, 1_000, 2_500, 5_000, 10_000, 100_000];
/** Upper bounds of what was estimated too much; below 0 the estimate was too low. */
const DELTAS = [-1, 0, 10, 100, 500, 1_000, 2_500, 5_000, 10_000];

/** What operators see of costs. No caller, client or operation is in it. */
export interface CostMetrics {
  refused(rule: CostRule, mode: LimitMode): void;
  observe(estimated: number, actual: number): void;
}

export function createCostMetrics(metrics: Metrics): CostMetrics {
  const refusals = metrics.counter(
    'lifeready_gateway_cost_exceeded_total',
    'Operations that would cost too much; with the mode `measure` they ran.',
    ['rule', 'mode'],
  );
  const estimates = metrics.histogram('lifeready_gateway_cost_estimated', 'Estimated cost of operations.', [], COSTS);
  const actuals = metrics.histogram('lifeready_gateway_cost_actual', 'Cost of what subgraphs answered.', [], COSTS);
  const deltas = metrics.histogram(
    'lifeready_gateway_cost_delta',
    'Estimated cost of operations that ran, without the actual one.',
    [],
    DELTAS,
  );
  return {
    refused: (rule, mode) => {
      refusals.add({ rule, mode });
    },
    observe: (estimated, actual) => {
      estimates.observe({}, estimated);
      actuals.observe({}, actual);
      deltas.observe({}, estimated - actual);
    },
  };
}
