import { MAX_BATCH_ITEMS } from '#platform/graphql';
import { createOperationFacts } from './operation-facts.ts';
import { createPendingCall } from './pending-call.ts';
import { sendCalls } from './send-calls.ts';
import { createSharedCalls, keyOf } from './shared-calls.ts';
import { createTickBatches, mayTravelTogether } from './tick-batches.ts';
import type { AbortNotice } from '#platform/http';
import type { OperationSettings } from './operation-facts.ts';
import type { CallerHeaders, PendingCall } from './pending-call.ts';
import type { Answer } from './read-answer.ts';
import type { SendDeps } from './send-calls.ts';

/** One part of a plan, for one caller. */
export interface SubgraphRequest {
  readonly text: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly caller: CallerHeaders;
  readonly requestId: string;
  /** Nothing of the request changes anything: its queries may be shared. */
  readonly onlyReads: boolean;
  /** When the request came in, by `nowMs`; without it the call is shared with no other request. */
  readonly receivedAtMs: number | undefined;
  /** Aborted when nobody waits for the request any more. */
  readonly signal: AbortNotice;
  /** Told that the request may take longer, this many milliseconds from now, because of what it asks for. */
  readonly allowMs: ((ms: number) => void) | undefined;
}

export interface SubgraphTransport {
  /** @throws AppError SUBGRAPH_UNAVAILABLE, or the code with which the subgraph refused the call ahead of GraphQL */
  send(request: SubgraphRequest): Promise<Answer>;
}

export interface SubgraphTransportDeps extends SendDeps {
  readonly settings: OperationSettings;
  /** Whether the subgraph takes several queries in one call. */
  readonly batching: boolean;
  /** Whether identical queries of one caller are one call. */
  readonly sharing: boolean;
}

/**
 * The way to one subgraph, for all requests: identical queries of one caller share a call, small ones of one caller travel together, each
 * call has a deadline, ends when nobody waits for it any more, and is not made while the subgraph is known to be away.
 */
export function createSubgraphTransport(deps: SubgraphTransportDeps): SubgraphTransport {
  const factsOf = createOperationFacts(deps.settings);
  const shared = createSharedCalls(deps.nowMs);
  const send = (calls: readonly PendingCall[]): void => {
    void sendCalls(deps, calls);
  };
  const batches = createTickBatches({ maxCalls: MAX_BATCH_ITEMS, send, atEndOfTurn: setImmediate });
  return {
    send: (request) => {
      const { caller, requestId, onlyReads, signal } = request;
      const operation = factsOf(request.text, request.operationName);
      if (operation.isSlow) request.allowMs?.(operation.timeoutMs);
      const body = operation.body(JSON.stringify(request.variables ?? {}));
      const mayShare = deps.sharing && onlyReads && operation.isQuery && !operation.isRecorded;
      const key = mayShare ? keyOf({ caller, body }) : undefined;
      const known = key === undefined ? undefined : shared.find(key, request.receivedAtMs);
      if (known !== undefined) {
        deps.counters.shared();
        return known.join(signal);
      }
      const call = createPendingCall({ operation, body, caller, requestId });
      if (key !== undefined) call.whenLeft(shared.add(key, call));
      const answer = call.join(signal);
      if (call.isAbandoned()) return answer;
      if (deps.batching && mayTravelTogether(call)) batches.add(call);
      else send([call]);
      return answer;
    },
  };
}
