/**
 * As much of an `AbortSignal` as whoever waits needs; each of those is one. An `EventTarget` costs microseconds for each listener that comes and
 * goes, several of them in every request, so the paths of all requests use `createAbortNotice`.
 */
export interface AbortNotice {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** A notice, and the way to give it, once. Listeners must not throw. */
export function createAbortNotice(): { readonly signal: AbortNotice; readonly abort: (reason: unknown) => void } {
  const listeners = new Set<() => void>();
  let given: { readonly reason: unknown } | undefined;
  const signal: AbortNotice = {
    get aborted() {
      return given !== undefined;
    },
    get reason() {
      return given?.reason;
    },
    addEventListener: (_type, listener) => {
      if (given === undefined) listeners.add(listener);
    },
    removeEventListener: (_type, listener) => {
      listeners.delete(listener);
    },
  };
  const abort = (reason: unknown): void => {
    if (given !== undefined) return;
    given = { reason };
    const waiting = [...listeners];
    listeners.clear();
    for (const listener of waiting) listener();
  };
  return { signal, abort };
}
