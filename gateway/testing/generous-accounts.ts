import { systemClock } from '#platform/clock';
import { silentLogger } from '#platform/logging';
import { createInProcessState } from '#platform/redis';
import { createBudget } from '../limits/budget/budget.ts';
import { createSharedOrLocal } from '../limits/budget/shared-or-local.ts';
import { createRequestAccounts } from '../limits/request-accounts.ts';
import type { Metrics } from '#platform/metrics';
import type { RequestAccounts } from '../limits/request-accounts.ts';

const PLENTY = 1_000_000_000;

/** Accounts that count and pay as those of the gateway do, from budgets that nothing uses up. */
export function createGenerousAccounts(metrics: Metrics): RequestAccounts {
  const state = createInProcessState({ clock: systemClock });
  const common = { clock: systemClock, logger: silentLogger, metrics };
  return createRequestAccounts({
    limits: { mode: 'enforce', subgraphMode: 'enforce', maxOf: () => PLENTY, maxOfSubgraph: () => PLENTY },
    budget: createBudget({
      limits: {
        requestsPerMinute: PLENTY,
        costPerMinute: PLENTY,
        clientCostPerMinute: PLENTY,
        rootFields: new Map(),
        routes: new Map(),
      },
      mode: 'enforce',
      isPartner: () => false,
      buckets: createSharedOrLocal({ ...common, shared: state, local: state }),
      metrics,
    }),
    tellSubgraphs: false,
    metrics,
  });
}
