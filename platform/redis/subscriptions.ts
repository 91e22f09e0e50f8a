import type { Logger } from '#platform/logging';
import type { MessageHandler } from './shared-state.ts';

/** Who listens to which channel in this process. */
export interface Subscriptions {
  /** @returns a function that ends this one subscription and says whether it was the last of its channel */
  add(channel: string, handler: MessageHandler): () => boolean;
  deliver(channel: string, message: string): void;
  clear(): void;
}

/** A handler that throws is logged and does not keep the message from the others. */
export function createSubscriptions(logger: Logger): Subscriptions {
  // The inner key is the subscription, not the handler: the same function may be subscribed twice.
  const channels = new Map<string, Map<symbol, MessageHandler>>();
  return {
    add(channel, handler) {
      const id = Symbol(channel);
      const handlers = channels.get(channel) ?? new Map<symbol, MessageHandler>();
      channels.set(channel, handlers.set(id, handler));
      return () =>
        handlers.delete(id) && handlers.size === 0 && channels.get(channel) === handlers && channels.delete(channel);
    },
    deliver(channel, message) {
      for (const handler of channels.get(channel)?.values() ?? []) {
        try {
          handler(message);
        } catch (error) {
          logger.error({ err: error, channel }, 'a message handler failed');
        }
      }
    },
    clear() {
      channels.clear();
    },
  };
}
