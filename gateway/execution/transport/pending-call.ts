import { AppError } from '#platform/errors';
import type { AbortNotice } from '#platform/http';
import type { OperationFacts } from './operation-facts.ts';
import type { Answer } from './read-answer.ts';

/** In whose name a call is made, and through which client: all that a subgraph is told about a caller. */
export interface CallerHeaders {
  readonly contextToken: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Of both. Callers with the same key are the same to a subgraph. */
  readonly key: string;
}

/** One operation for a subgraph, and everybody who waits for its answer. */
export interface PendingCall {
  readonly operation: OperationFacts;
  /** JSON of the request. */
  readonly body: string;
  readonly caller: CallerHeaders;
  /** Of the request that made the call; others may have joined. */
  readonly requestId: string;
  /** Waits for the answer until `signal` is aborted. @throws AppError SUBGRAPH_UNAVAILABLE then */
  join(signal: AbortNotice): Promise<Answer>;
  /** Whether nobody waits any more. */
  isAbandoned(): boolean;
  /** Has `callback` told when nobody waits any more: all have the answer, or have gone. */
  whenLeft(callback: () => void): void;
  /** @param read gives the answer anew for each who waits: what one does with it, such as renaming a field, nobody else may see */
  settle(read: () => Answer): void;
  fail(error: Error): void;
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

type Given = Pick<PendingCall, 'operation' | 'body' | 'caller' | 'requestId'>;

export function createPendingCall(given: Given): PendingCall {
  const waiting = new Set<Waiting>();
  const callbacks: (() => void)[] = [];
  const left = (): void => {
    for (const callback of callbacks) callback();
  };
  const end = (tell: (each: Waiting) => void): void => {
    const all = [...waiting];
    waiting.clear();
    left();
    all.forEach(tell);
  };
  return {
    ...given,
    join: (signal) =>
      new Promise((resolve, reject) => {
        const leave = (): void => {
          waiting.delete(one);
          reject(new AppError('SUBGRAPH_UNAVAILABLE', { cause: signal.reason }));
          if (waiting.size === 0) left();
        };
        const one: Waiting = {
          resolve: (answer) => {
            signal.removeEventListener('abort', leave);
            resolve(answer);
          },
          reject: (error) => {
            signal.removeEventListener('abort', leave);
            reject(error);
          },
        };
        waiting.add(one);
        signal.addEventListener('abort', leave);
        if (signal.aborted) leave();
      }),
    isAbandoned: () => waiting.size === 0,
    whenLeft: (callback) => {
      callbacks.push(callback);
    },
    settle: (read) => {
      end(({ resolve }) => {
        resolve(read());
      });
    },
    fail: (error) => {
      end(({ reject }) => {
        reject(error);
      });
    },
  };
}
