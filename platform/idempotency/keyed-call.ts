import { AsyncLocalStorage } from 'node:async_hooks';
import type { ForwardedKey } from './forwarded-key.ts';

/** One mutation that a client marked with an idempotency key. */
export interface KeyedCall extends ForwardedKey {
  /** Who calls. Keys of different people have nothing to do with each other. */
  readonly caller: { readonly tenantId: string; readonly principalId: string };
  /** Response key of the mutation: each of several in one request is a change of its own. */
  readonly place: string;
  /** The answer to the caller, from what the change hands back. */
  readonly present: (result: unknown) => unknown;
}

interface InProgress {
  readonly call: KeyedCall;
  isTaken: boolean;
}

const calls = new AsyncLocalStorage<InProgress>();

/**
 * Runs `work` as a keyed call. Whatever change is made inside finds the key by itself, so that no use case passes it on, and
 * none can forget it.
 */
export function inKeyedCall<Result>(call: KeyedCall, work: () => Promise<Result>): Promise<Result> {
  return calls.run({ call, isTaken: false }, work);
}

/**
 * For the one who makes the change: the key it is made under, if any.
 * @throws Error when the call has made a change before: one key stands for one change
 */
export function currentKeyedCall(): KeyedCall | undefined {
  const current = calls.getStore();
  if (current === undefined) return undefined;
  if (current.isTaken) throw new Error('a keyed call makes one change');
  current.isTaken = true;
  return current.call;
}
