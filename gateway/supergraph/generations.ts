import type { GraphqlServer } from '../execution/graphql-call.ts';
import type { Generation } from './generation.ts';

/** The generation that serves, and those before it for as long as they have requests. */
export interface Generations {
  current(): Generation;
  /** Requests from now on are for `next`; those under way end where they began, and their generation with the last of them. */
  replace(next: Generation): void;
  /** Serves each request with the generation that is current when it comes. */
  readonly server: GraphqlServer;
}

interface Serving {
  readonly generation: Generation;
  requests: number;
  retired: boolean;
}

export function createGenerations(first: Generation, onStopError: (error: unknown) => void): Generations {
  let serving: Serving = { generation: first, requests: 0, retired: false };
  const stopIfOver = (one: Serving): void => {
    if (one.retired && one.requests === 0) one.generation.stop().catch(onStopError);
  };
  return {
    current: () => serving.generation,
    replace: (next) => {
      const before = serving;
      serving = { generation: next, requests: 0, retired: false };
      before.retired = true;
      stopIfOver(before);
    },
    server: {
      execute: async (call, context) => {
        // Taken once: a request is never checked by one generation and run by another.
        const own = serving;
        own.requests += 1;
        try {
          return await own.generation.server.execute(call, context);
        } finally {
          own.requests -= 1;
          stopIfOver(own);
        }
      },
      stop: () => serving.generation.stop(),
    },
  };
}
