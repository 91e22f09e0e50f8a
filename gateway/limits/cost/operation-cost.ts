import { compileCost } from './compile-cost.ts';
import { readCostDirectives } from './cost-directives.ts';
import { evaluateCost } from './evaluate-cost.ts';
import type { FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { CostSchema } from './compile-cost.ts';
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
  const costs = readCostSchema(supergraphSchema);
  const formulas = new WeakMap<OperationDefinitionNode, Formula>();
  return {
    estimate(operation, fragments, variables) {
      const formula = formulas.get(operation) ?? compileCost(costs, operation, fragments);
      formulas.set(operation, formula);
      return evaluateCost(formula, variables, costs.directives.weights);
    },
  };
}

/** @param schema built from the supergraph's text, with its directives */
export function readCostSchema(schema: GraphQLSchema): CostSchema {
  return { schema, directives: readCostDirectives(schema) };
}
