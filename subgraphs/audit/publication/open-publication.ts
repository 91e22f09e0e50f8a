import { createPublishedLog } from './published-log.ts';
import { createPublisher, keepPublishing } from './publisher.ts';
import { createTileStore } from './tile-store.ts';
import type { Logger } from '#platform/logging';
import type { ObjectStore } from '#platform/object-store';
import type { PublishedLog } from './published-log.ts';
import type { TileSource } from './tile-source.ts';
import type { TileStore } from './tile-store.ts';

export interface Publication {
  readonly published: PublishedLog;
  /** Rejects once what is published has been found to contradict the log. */
  check(): Promise<void>;
  /** Entries that are published; undefined while nobody has looked. */
  position(): number | undefined;
  /** Where full tiles are. */
  readonly store: Pick<TileStore, 'read'>;
  close(): Promise<void>;
}

/** Publishes the log from now on, and gives what is published. Waits for nothing: the log is written whether or not the store answers. */
export function openPublication(deps: {
  readonly objects: ObjectStore;
  readonly source: TileSource;
  readonly logger: Logger;
}): Publication {
  const { source, logger } = deps;
  const store = createTileStore(deps.objects);
  const publisher = createPublisher({ source, store });
  const keeper = keepPublishing(publisher, { logger });
  return {
    published: createPublishedLog({ source, store }),
    check: () => publisher.check(),
    position: () => publisher.position(),
    store,
    close: () => keeper.close(),
  };
}
