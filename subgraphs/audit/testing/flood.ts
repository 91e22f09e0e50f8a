import { factEvent, somebody } from './events.ts';
import type { AppendReceipt, AuditClient } from '#platform/audit';

/** Appends that go on until they are stopped, as from many requests at once. */
export interface Flood {
  /** Everything that was acknowledged, in the order of the answers. */
  readonly receipts: AppendReceipt[];
  /** Ids of everything that was tried. */
  readonly tried: Set<string>;
  /** Resolves when `count` more have been acknowledged. */
  more(count: number): Promise<void>;
  /** Resolves when none is under way any more. */
  stop(): Promise<void>;
}

/** @param client verifies each receipt before it counts */
export function startFlood(client: AuditClient, workers: number): Flood {
  const people = Array.from({ length: 8 }, () => somebody());
  const waiting = new Set<{ readonly at: number; readonly resolve: () => void }>();
  let stopped = false;
  const flood: Pick<Flood, 'receipts' | 'tried'> = { receipts: [], tried: new Set() };
  const work = async (number: number): Promise<void> => {
    while (!stopped) {
      const event = factEvent(people[number % people.length]);
      flood.tried.add(event.eventId);
      const receipt = await client.fact(event).catch(() => undefined);
      if (receipt === undefined) continue;
      flood.receipts.push(receipt);
      for (const one of waiting) {
        if (flood.receipts.length < one.at) continue;
        waiting.delete(one);
        one.resolve();
      }
    }
  };
  const running = Promise.all(Array.from({ length: workers }, (_, number) => work(number)));
  return {
    ...flood,
    more: (count) =>
      new Promise((resolve) => {
        waiting.add({ at: flood.receipts.length + count, resolve });
      }),
    stop: async () => {
      stopped = true;
      await running;
    },
  };
}
