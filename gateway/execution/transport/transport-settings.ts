import type { GatewayConfig } from '../../config.ts';
import type { TransportSettings } from './transports.ts';

type Configured = Pick<
  GatewayConfig,
  | 'GATEWAY_SUBGRAPH_TIMEOUT_MS'
  | 'GATEWAY_SUBGRAPH_TIMEOUTS_MS'
  | 'GATEWAY_SLOW_FIELDS_MS'
  | 'GATEWAY_SUBGRAPH_MAX_ANSWER_BYTES'
  | 'GATEWAY_SHARED_CALLS'
>;

/** How subgraphs are called, as configured. */
export function transportSettings(config: Configured): TransportSettings {
  return {
    timeoutMs: config.GATEWAY_SUBGRAPH_TIMEOUT_MS,
    subgraphTimeoutsMs: config.GATEWAY_SUBGRAPH_TIMEOUTS_MS,
    slowFieldsMs: config.GATEWAY_SLOW_FIELDS_MS,
    maxAnswerBytes: config.GATEWAY_SUBGRAPH_MAX_ANSWER_BYTES,
    batching: config.GATEWAY_SHARED_CALLS,
    sharing: config.GATEWAY_SHARED_CALLS,
  };
}
