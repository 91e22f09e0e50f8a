import { LRUCache } from 'lru-cache';
import { ANONYMOUS } from '#platform/auth';
import type { Clock } from '#platform/clock';
import type { DenialRecorder } from '#platform/denials';
import type { Payer, Payment } from './budget/buckets.ts';

/** For how long one sender has one entry, however often it is refused again. */
export const BLOCK_ENTRY_MS = 600_000;
/** Senders that are remembered for that; what is forgotten is bounded by the recorder. */
const MAX_REMEMBERED = 1_000;

/**
 * Records a sender that begins to be refused after a burst. The audit log keeps no addresses: the entry has an id that stands, with the
 * network, in a line of the gateway's own log, for as long as such lines are kept.
 * @returns a function of the network (from `clientNetwork`) and that id
 */
export function recordBlocks(denials: DenialRecorder, clock: Clock): (network: string, requestId: string) => void {
  const recorded = new LRUCache<string, number>({ max: MAX_REMEMBERED });
  return (network, requestId) => {
    const now = clock.now();
    if (now - (recorded.get(network) ?? Number.NEGATIVE_INFINITY) < BLOCK_ENTRY_MS) return;
    recorded.set(network, now);
    const denial = { actor: ANONYMOUS, coordinate: 'gateway.burst', reason: 'burst', layer: 'gateway' } as const;
    denials.record({ ...denial, sender: network, requestId });
  };
}

/** Records somebody who went on for minutes over a budget of cost. */
export function recordExhaustion(denials: DenialRecorder): (payer: Payer, payment: Payment) => void {
  return ({ actor, requestId = 'unknown' }, { name, key }) => {
    denials.record({
      actor,
      coordinate: `gateway.budget.${name}`,
      reason: 'budget',
      layer: 'gateway',
      sender: key,
      requestId,
    });
  };
}
