import type { TransportSettings } from '../execution/transport/transports.ts';

/** How subgraphs are called where a test or a measurement says nothing about it. */
export function testTransportSettings(change: Partial<TransportSettings> = {}): TransportSettings {
  return {
    timeoutMs: 10_000,
    subgraphTimeoutsMs: new Map(),
    slowFieldsMs: new Map(),
    maxAnswerBytes: 8_388_608,
    batching: true,
    sharing: true,
    ...change,
  };
}
