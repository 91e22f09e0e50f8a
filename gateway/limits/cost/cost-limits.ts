import { AppError } from '#platform/errors';
import type { CostEstimate } from './plan-cost.ts';

/** `measure`: what would be refused is counted and runs. `enforce`: it is refused. */
export const LIMIT_MODES = ['measure', 'enforce'] as const;
export type LimitMode = (typeof LIMIT_MODES)[number];

/** How much one operation may cost. */
export interface CostLimits {
  readonly mode: LimitMode;
  /** Of a client's operation as a whole. */
  readonly maxOf: (clientId: string) => number;
  readonly subgraphMode: LimitMode;
  /** Of what one subgraph has to do for an operation; undefined when only the limit of the whole holds. */
  readonly maxOfSubgraph: (subgraph: string) => number | undefined;
}

export type CostRule = 'operation' | 'subgraph';

/** One rule that an operation breaks. */
export interface BrokenCostRule {
  readonly rule: CostRule;
  readonly mode: LimitMode;
  readonly error: AppError;
}

/**
 * Attack: one operation within every limit of its shape that keeps the services busy for minutes, by pages within pages and joins
 * between services. Rule: what it costs at the most is known before any subgraph is called, and has a limit, also for each subgraph:
 * a slow one can be given less than the others. The whole operation is refused, never a part of it.
 * @returns each rule that the operation breaks, with the error that says so: a limit that is only measured hides none that is enforced
 */
export function brokenCostRules(
  limits: CostLimits,
  clientId: string,
  { total, bySubgraph }: CostEstimate,
): readonly BrokenCostRule[] {
  const broken: BrokenCostRule[] = [];
  const max = limits.maxOf(clientId);
  if (total > max) broken.push({ rule: 'operation', mode: limits.mode, error: tooExpensive(total, max) });
  for (const [subgraph, estimated] of bySubgraph) {
    const most = limits.maxOfSubgraph(subgraph);
    if (most === undefined || estimated <= most) continue;
    // Which subgraph it is stays inside.
    const error = new AppError('SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE', { facts: { estimated, max: most } });
    broken.push({ rule: 'subgraph', mode: limits.subgraphMode, error });
    break;
  }
  return broken;
}

/** Both numbers, so that a client can size its pages. */
export function tooExpensive(estimated: number, max: number): AppError {
  return new AppError('COST_ESTIMATED_TOO_EXPENSIVE', { facts: { estimated, max } });
}
