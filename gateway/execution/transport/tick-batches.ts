import type { PendingCall } from './pending-call.ts';

/** Answers up to this size are worth a shared call; writing and reading a larger one takes longer than a call of its own saves. */
const SMALL_BYTES = 8_192;
/** Expected size of all answers of one shared call. */
const MAX_EXPECTED_BYTES = 65_536;
/** Whoever shares a call waits for the slowest in it. */
const QUICK_MS = 50;
/** Characters of all requests in one shared call, well below what a service reads. */
const MAX_REQUEST_CHARACTERS = 262_144;

export interface TickBatches {
  /** Sends the call at the end of this turn of the event loop, with others of its caller that are as small. */
  add(call: PendingCall): void;
}

/** Whether an operation may share a call: a query whose answers are known to be small and to come soon. */
export function mayTravelTogether({ operation }: PendingCall): boolean {
  const seen = operation.seen();
  if (seen === undefined || !operation.isQuery || operation.isSlow) return false;
  return seen.bytes <= SMALL_BYTES && seen.ms <= QUICK_MS;
}

/**
 * Attack: an answer for one caller that reaches another, because both were in one call. Rule: calls are gathered by caller, and a shared
 * call carries the token of that caller alone.
 * @param deps.maxCalls most operations in one call
 * @param deps.send sends one or several calls of one caller together
 * @param deps.atEndOfTurn `setImmediate`: behind everything that has arrived and can go on without waiting
 */
export function createTickBatches(deps: {
  readonly maxCalls: number;
  readonly send: (calls: readonly PendingCall[]) => void;
  readonly atEndOfTurn: (callback: () => void) => void;
}): TickBatches {
  let gathered = new Map<string, PendingCall[]>();
  const flush = (): void => {
    const groups = gathered;
    gathered = new Map();
    for (const calls of groups.values()) {
      const wanted = calls.filter((call) => !call.isAbandoned());
      for (const batch of split(wanted, deps.maxCalls)) deps.send(batch);
    }
  };
  return {
    add: (call) => {
      if (gathered.size === 0) deps.atEndOfTurn(flush);
      const { key } = call.caller;
      const group = gathered.get(key);
      if (group === undefined) gathered.set(key, [call]);
      else group.push(call);
    },
  };
}

function split(calls: readonly PendingCall[], maxCalls: number): PendingCall[][] {
  const batches: PendingCall[][] = [];
  let left = { calls: 0, bytes: 0, characters: 0 };
  for (const call of calls) {
    const bytes = call.operation.seen()?.bytes ?? 0;
    const characters = call.body.length;
    const batch = batches.at(-1);
    const fits = left.calls > 0 && left.bytes >= bytes && left.characters >= characters;
    if (batch !== undefined && fits) batch.push(call);
    else {
      batches.push([call]);
      left = { calls: maxCalls, bytes: MAX_EXPECTED_BYTES, characters: MAX_REQUEST_CHARACTERS };
    }
    left = { calls: left.calls - 1, bytes: left.bytes - bytes, characters: left.characters - characters };
  }
  return batches;
}
