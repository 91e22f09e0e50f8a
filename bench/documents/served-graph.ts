/** A graph that a gateway can serve: what it is told, and what whoever asks sends along. */
export interface ServedGraph {
  readonly name: string;
  /** Everything that its documents may ask for. */
  readonly widest: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Of the next request. */
  headers(): Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** All that is limited is limited, and nothing comes near: one sender is everybody here. */
export const HIGH_LIMITS: Readonly<Record<string, string>> = {
  GATEWAY_EXECUTOR: 'program',
  GATEWAY_MAX_COST: '1000000',
  GATEWAY_COST_PER_MINUTE: '1000000000',
  GATEWAY_REQUESTS_PER_MINUTE: '10000000',
  GATEWAY_BURST_REQUESTS: '10000000',
  GATEWAY_BUDGET_FACTOR: '1000000',
  GATEWAY_MAX_ALIASES: '100',
};
