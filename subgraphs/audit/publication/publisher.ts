import { TILE_WIDTH } from '#platform/tlog';
import { tileBytes, tilesCompletedBy } from './tile-bytes.ts';
import { PublishedDiffersError } from './tile-store.ts';
import type { Logger } from '#platform/logging';
import type { TileCoordinates } from '#platform/tlog';
import type { TileSource } from './tile-source.ts';
import type { TileStore } from './tile-store.ts';

/** Groups of 256 entries that are read and written at a time; with entries of 8 KiB about 16 MB. */
const GROUPS_AT_ONCE = 8;
/** How often it looks whether there is something to publish. Nobody waits for it: what is not published yet is served from the log. */
const INTERVAL_MS = 1_000;

/** Publishes what is complete. */
export interface Publisher {
  /**
   * Publishes everything that has become complete. One call at a time; a call during another one waits for it.
   * @throws PublishedDiffersError; and failures of the store or the database, after which a later call goes on where it broke off
   */
  publish(): Promise<void>;
  /** Entries that are published: a multiple of 256; undefined while nobody has looked. */
  position(): number | undefined;
  /** Rejects once what is published has been found to contradict the log; a store that cannot be reached is no such reason. */
  check(): Promise<void>;
  close(): Promise<void>;
}

interface State {
  /** Groups of 256 entries that are published; undefined until the store has been asked. */
  groups: number | undefined;
  contradiction: PublishedDiffersError | undefined;
  closed: boolean;
}

/**
 * The position is not stored: the tile over the hashes of a group of 256 entries is written last, one group after the other, so the
 * store itself says how far publication has come, whatever broke off when. Two instances may publish at once; both write the same.
 */
export function createPublisher(deps: { readonly source: TileSource; readonly store: TileStore }): Publisher {
  const state: State = { groups: undefined, contradiction: undefined, closed: false };
  let running: Promise<void> | undefined;
  const run = async (): Promise<void> => {
    if (state.contradiction !== undefined) throw state.contradiction;
    try {
      await publishComplete(deps, state);
    } catch (error) {
      if (error instanceof PublishedDiffersError) state.contradiction = error;
      throw error;
    }
  };
  return {
    publish: () => {
      running ??= run().finally(() => {
        running = undefined;
      });
      return running;
    },
    position: () => (state.groups === undefined ? undefined : state.groups * TILE_WIDTH),
    check: () => (state.contradiction === undefined ? Promise.resolve() : Promise.reject(state.contradiction)),
    close: async () => {
      state.closed = true;
      await running?.catch(() => undefined);
    },
  };
}

/** Publishes now and then, until it is closed. */
export function keepPublishing(
  publisher: Publisher,
  { logger, intervalMs = INTERVAL_MS }: { readonly logger: Logger; readonly intervalMs?: number },
): { close(): Promise<void> } {
  let wasFailing = false;
  const tick = async (): Promise<void> => {
    try {
      await publisher.publish();
      if (wasFailing) logger.info({ position: publisher.position() }, 'publication goes on');
      wasFailing = false;
    } catch (error) {
      if (!wasFailing) logger.error({ err: error }, 'the log could not be published; trying again');
      wasFailing = true;
    }
  };
  const timer = setInterval(() => void tick(), intervalMs);
  timer.unref();
  return {
    close: async () => {
      clearInterval(timer);
      await publisher.close();
    },
  };
}

type Deps = Parameters<typeof createPublisher>[0];

async function publishComplete(deps: Deps, state: State): Promise<void> {
  let size = await deps.source.size();
  state.groups ??= await findPosition(deps, size);
  while (!state.closed && state.groups < Math.floor(size / TILE_WIDTH)) {
    const end = Math.min(Math.floor(size / TILE_WIDTH), state.groups + GROUPS_AT_ONCE);
    await publishGroups(deps, state.groups, end);
    state.groups = end;
    size = await deps.source.size();
  }
}

async function publishGroups({ source, store }: Deps, start: number, end: number): Promise<void> {
  const groups = Array.from({ length: end - start }, (_, at) => tilesCompletedBy(start + at));
  const write = async (tile: TileCoordinates): Promise<void> => store.write(tile, await tileBytes(source, tile));
  await Promise.all(groups.flatMap((tiles) => tiles.slice(0, -1)).map(write));
  // A crash before a group's last tile leaves the rest of the group to be written again, which is harmless.
  for (const tile of groups.flatMap((tiles) => tiles.slice(-1))) await write(tile);
}

/**
 * Groups that are published, from the store alone, in as many look-ups as the number has binary digits. The newest of them is held
 * against the log: a database that came back from a backup and went on from there has other hashes, or fewer.
 */
async function findPosition({ source, store }: Deps, size: number): Promise<number> {
  const full = Math.floor(size / TILE_WIDTH);
  const marker = (group: number): TileCoordinates => ({ level: 0, index: group, width: TILE_WIDTH });
  if ((await store.has(marker(full))) && Math.floor((await source.size()) / TILE_WIDTH) <= full)
    throw new PublishedDiffersError('more entries are published than the log has');
  let [published, missing] = [0, full + 1];
  while (missing - published > 1) {
    const middle = Math.floor((published + missing) / 2);
    if (await store.has(marker(middle - 1))) published = middle;
    else missing = middle;
  }
  if (published > 0) {
    const newest = marker(published - 1);
    await store.write(newest, await tileBytes(source, newest));
  }
  return published;
}
