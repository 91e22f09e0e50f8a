import { Kind } from 'graphql';
import { epochSeconds } from '#platform/clock';
import { AppError } from '#platform/errors';
import { requireAffordable } from '../limits/cost/operation-cost.ts';
import { coerceVariables } from '../limits/coerce-variables.ts';
import { findRefusal } from './check-access.ts';
import type { ApolloServerPlugin } from '@apollo/server';
import type { DocumentNode, FragmentDefinitionNode, OperationDefinitionNode } from 'graphql';
import type { Clock } from '#platform/clock';
import type { OperationCost } from '../limits/cost/operation-cost.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { Supergraph } from './supergraph.ts';

/**
 * What depends on the request and not on the document alone, so it runs for every request: variables, access, cost. Attack: a
 * rule among the validation rules runs once per text, because valid documents are remembered; the next request brings other
 * variables or another caller.
 */
export function createOperationRules(deps: {
  readonly supergraph: Supergraph;
  readonly cost: OperationCost;
  readonly maxCost: number;
  readonly clock: Clock;
}): ApolloServerPlugin<GatewayContext> {
  return {
    requestDidStart: async () => ({
      // An error thrown here ends the request before any subgraph is called.
      didResolveOperation: async ({ document, operation, request, contextValue }) => {
        requireRunnable(deps.supergraph, operation);
        const fragments = fragmentsOf(document);
        const variables = coerceVariables(deps.supergraph.schema, operation, request.variables);
        const refusal = findRefusal(
          deps.supergraph,
          { operation, fragments, variables },
          contextValue.actor,
          epochSeconds(deps.clock),
        );
        if (refusal !== undefined) {
          contextValue.logger.info({ coordinate: refusal.coordinate, code: refusal.error.code }, 'access denied');
          throw refusal.error;
        }
        requireAffordable(deps.cost.estimate(operation, fragments, variables), deps.maxCost);
      },
    }),
  };
}

/** The executor's own answers to these are errors without a code. */
function requireRunnable(
  { schema }: Supergraph,
  operation: OperationDefinitionNode | undefined,
): asserts operation is OperationDefinitionNode {
  if (operation === undefined) throw new AppError('OPERATION_RESOLUTION_FAILURE');
  if (schema.getRootType(operation.operation)) return;
  throw new AppError('GRAPHQL_VALIDATION_FAILED', { detail: `The schema has no ${operation.operation}.` });
}

function fragmentsOf(document: DocumentNode): Record<string, FragmentDefinitionNode> {
  const fragments = Object.create(null) as Record<string, FragmentDefinitionNode>;
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments[node.name.value] = node;
  return fragments;
}
