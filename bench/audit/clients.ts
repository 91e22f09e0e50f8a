/** What clients did in a stretch of time. */
export interface Stretch {
  readonly count: number;
  readonly seconds: number;
  /** Of each operation, in milliseconds. */
  readonly latenciesMs: readonly number[];
}

/**
 * Runs an operation over and over by a number of clients, each with one under way at a time.
 * @param options.seconds after which none begins any more
 */
export async function runClients(options: {
  readonly clients: number;
  readonly seconds: number;
  readonly operation: (client: number) => Promise<unknown>;
}): Promise<Stretch> {
  const { clients, seconds, operation } = options;
  const latenciesMs: number[] = [];
  const since = performance.now();
  const end = since + seconds * 1_000;
  const run = async (client: number): Promise<void> => {
    for (let from = performance.now(); from < end;) {
      await operation(client);
      const now = performance.now();
      latenciesMs.push(now - from);
      from = now;
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, client) => run(client)));
  return { count: latenciesMs.length, seconds: (performance.now() - since) / 1_000, latenciesMs };
}

/** Operations per second of several stretches together. */
export function rateOf(stretches: readonly Stretch[]): number {
  const total = (of: (stretch: Stretch) => number): number => stretches.reduce((sum, stretch) => sum + of(stretch), 0);
  return total(({ count }) => count) / total(({ seconds }) => seconds);
}
