import type { PendingCall } from './pending-call.ts';

export interface SharedCalls {
  /**
   * @param receivedAtMs when the request came in that wants the answer
   * @returns a call under way whose answer is as good as one of its own
   */
  find(key: string, receivedAtMs: number | undefined): PendingCall | undefined;
  /** Lets others find the call. @returns what ends that */
  add(key: string, call: PendingCall): () => void;
}

/**
 * Identical queries of one caller, asked for at the same time, are one call.
 *
 * Attack: the answer for one caller given to another. Rule: the key holds everything that a subgraph is told besides the request id, the
 * context token first; it is `keyOf` that makes it, and nothing else.
 *
 * Nobody reads what is older than the own request: a call is joined only when it began after the request came in. Otherwise somebody who
 * changes something and asks again could be shown the answer to the question before the change, here or through another replica.
 */
export function createSharedCalls(nowMs: () => number): SharedCalls {
  const underWay = new Map<string, { readonly call: PendingCall; readonly begunAtMs: number }>();
  return {
    find: (key, receivedAtMs) => {
      const found = underWay.get(key);
      if (found === undefined || receivedAtMs === undefined || found.call.isAbandoned()) return undefined;
      return found.begunAtMs >= receivedAtMs ? found.call : undefined;
    },
    add: (key, call) => {
      const entry = { call, begunAtMs: nowMs() };
      underWay.set(key, entry);
      return () => {
        if (underWay.get(key) === entry) underWay.delete(key);
      };
    },
  };
}

/** Two calls with the same key are the same question of the same caller through the same client: the body is JSON, without a line break. */
export function keyOf({ caller, body }: Pick<PendingCall, 'caller' | 'body'>): string {
  return `${caller.key}\n${body}`;
}
