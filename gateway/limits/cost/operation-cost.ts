import { AppError } from '#platform/errors';
import { compileCost } from './compile-cost.ts';
import { readCostDirectives } from './cost-directives.ts';
import { evaluateCost } from './evaluate-cost.ts';
import type { FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { Formula } from './formula.ts';
import type { Variables } from './evaluate-cost.ts';

export interface OperationCost {
  /** @returns the estimated cost of running `operation` with these coerced variables */
  estimate(
    operation: OperationDefinitionNode,
    fragments: Readonly<Record<string, FragmentDefinitionNode>>,
    variables: Variables,
  ): number;
}

/**
 * Cost estimates for the documents of one supergraph. The formula of an operation is kept for as long as somebody keeps the
 * parsed document.
 * @param supergraphSchema built from the supergraph's text, with its directives
 */
export function createOperationCost(supergraphSchema: GraphQLSchema): OperationCost {
  const costs = { schema: supergraphSchema, directives: readCostDirectives(supergraphSchema) };
  const formulas = new WeakMap<OperationDefinitionNode, Formula>();
  return {
    estimate(operation, fragments, variables) {
      const formula = formulas.get(operation) ?? compileCost(costs, operation, fragments);
      formulas.set(operation, formula);
      return evaluateCost(formula, variables, costs.directives.weights);
    },
  };
}

/** @throws AppError COST_ESTIMATED_TOO_EXPENSIVE with both numbers, so that a client can size its pages */
export function requireAffordable(estimated: number, max: number): void {
  if (estimated > max) throw new AppError('COST_ESTIMATED_TOO_EXPENSIVE', { facts: { estimated, max } });
}
