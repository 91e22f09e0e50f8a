/** What the audit log must do; a run that misses one ends with 1. */
export const TARGETS = {
  /** Appends per second of the sequencer with 64 clients. */
  sequencerPerSecond: 10_000,
  /** The same over one transaction for each entry, in the same run. */
  sequencerRatio: 12,
  /** Appends per second over HTTP with 128 clients, and their latency. */
  httpPerSecond: 5_000,
  httpP99Ms: 60,
  /** One client with one append at a time. */
  singleP50Ms: 5,
  /** A mutation with the log over the same without: time when alone, processor time when crowded. */
  mutationLatencyRatio: 2.5,
  mutationCpuRatio: 1.6,
  proofMs: 1,
  /** At 1,000,000 entries over 100,000, either way. */
  memoryChange: 0.1,
  /** Append latency at 1,000,000 entries over that at 10,000. */
  longLatencyRatio: 1.2,
} as const;
