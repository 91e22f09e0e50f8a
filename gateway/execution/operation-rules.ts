import { OperationTypeNode } from 'graphql';
import { epochSeconds } from '#platform/clock';
import { AppError } from '#platform/errors';
import { countRootFields } from '../limits/budget/count-root-fields.ts';
import { coerceVariables } from '../limits/coerce-variables.ts';
import { decideFields, findDenials, refusalOf } from './check-access.ts';
import { fragmentsOf } from './fragments-of.ts';
import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { Clock } from '#platform/clock';
import type { DenialRecorder } from '#platform/denials';
import type { OperationCost } from '../limits/cost/operation-cost.ts';
import type { RequestAccounts } from '../limits/request-accounts.ts';
import type { AccessDenials } from './access-denials.ts';
import type { Denial, FindDenials } from './check-access.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { WithheldFields } from './null-denied-fields.ts';
import type { Supergraph } from './supergraph.ts';
import type { OperationToRun } from './used-fields.ts';

export interface OperationRulesDeps {
  readonly supergraph: Supergraph;
  readonly cost: OperationCost;
  /** What requests pay; absent where nothing has a price. */
  readonly accounts: RequestAccounts | undefined;
  readonly accessDenials: AccessDenials;
  /** Told which fields the executor leaves out. */
  readonly withheld: WithheldFields;
  readonly clock: Clock;
  /** Where refusals are recorded. */
  readonly denials: DenialRecorder;
  /** The real check unless a test or a measurement gives another. No configuration reaches it. */
  readonly findDenials?: FindDenials | undefined;
}

/** A valid document with the operation that a request asks for, and the variables as they were sent. */
export interface RequestedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
}

/** @throws AppError or GraphQLError that ends the request before any subgraph is called */
export type CheckOperation = (requested: RequestedOperation, context: GatewayContext) => void;

/**
 * What depends on the request and not on the document alone, so it runs for every request: variables, access, cost. Attack: a
 * rule among the validation rules runs once per text, because valid documents are remembered; the next request brings other
 * variables or another caller.
 */
export function createOperationRules(deps: OperationRulesDeps): CheckOperation {
  return ({ document, operation, variables: sent }, context) => {
    requireRunnable(deps.supergraph, operation);
    // Planned and not run: it has nobody's variables, and there is nobody whose it is.
    if (context.rehearsal !== undefined) return;
    const fragments = fragmentsOf(document);
    const variables = coerceVariables(deps.supergraph.schema, operation, sent);
    checkAccess(deps, { operation, fragments, variables }, context);
    // Of the document as it was sent: what somebody may not use does not make the rest cheaper.
    deps.accounts?.open(context, {
      variables,
      documentCost: deps.cost.estimate(operation, fragments, variables),
      rootFields: countRootFields(deps.supergraph.schema, operation, fragments, variables),
    });
  };
}

/**
 * Refuses the operation, or has the denied fields left out. Half a change is worse than none, so a mutation is always refused.
 * @throws GraphQLError with the code of the first denial
 */
function checkAccess(deps: OperationRulesDeps, run: OperationToRun, context: GatewayContext): void {
  const decideField = decideFields(deps.supergraph.policies, context.actor, epochSeconds(deps.clock));
  const found = (deps.findDenials ?? findDenials)(deps.supergraph, run, decideField);
  const [first] = found;
  if (first === undefined) return;
  const isQuery = run.operation.operation === OperationTypeNode.QUERY;
  const refused = deps.accessDenials === 'refuse' || !isQuery;
  const { coordinate, reason } = first;
  context.logger.info({ coordinate, reason, places: found.length, refused }, 'access denied');
  recordEach(deps.denials, refused ? [first] : found, context);
  if (refused) throw refusalOf(first);
  deps.withheld.set(context, decideField);
}

/** An operation that is refused is one denial; of one that runs, each coordinate that is left out. */
function recordEach(recorder: DenialRecorder, found: readonly Denial[], { actor, requestId }: GatewayContext): void {
  const reasons = new Map(found.map(({ coordinate, reason }) => [coordinate, reason]));
  for (const [coordinate, reason] of reasons)
    recorder.record({ actor, coordinate, reason, layer: 'gateway', requestId });
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
