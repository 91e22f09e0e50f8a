import { auditLine } from './audit-line.ts';
import type { Clock } from '#platform/clock';
import type { LineOutput } from '#platform/logging';
import type { ForwardedEntry } from './audit-line.ts';

/** Entries that are read and written at once: at most 2 MB, usually 200 kB. */
const PAGE_SIZE = 256;
/** The position is written down this often while lines go out. After a crash so much is written again. */
const SAVE_INTERVAL_MS = 1_000;

/** What is committed, and how far it has been forwarded. */
export interface ForwardSource {
  /** Entries from `from` on, `limit` at the most, in their order. */
  entries(from: number, limit: number): Promise<ForwardedEntry[]>;
  /** Index of the first entry that may not have been forwarded. */
  position(): Promise<number>;
  /** Never goes back. */
  savePosition(next: number): Promise<void>;
}

export interface ForwarderDeps {
  readonly source: ForwardSource;
  readonly output: Pick<LineOutput, 'writeAll'>;
  /** Entries of the committed log; undefined while another process writes it, which forwards it too. */
  readonly size: () => number | undefined;
  readonly clock: Clock;
  readonly onForwarded?: (count: number) => void;
}

export interface Forwarder {
  /** Forwards what is there; waits for whoever reads the lines, and for nothing else. */
  forward(): Promise<void>;
  /** Entries that are not forwarded yet; undefined while this process does not forward. */
  waiting(): number | undefined;
  /** Forwards no further page, and writes down how far it came. */
  stop(): Promise<void>;
}

/**
 * Brings each entry out as a line, after it was committed: at least once, in order, with its index. It reads behind the log at the
 * pace of whoever reads the lines, so nothing queues up and no append ever meets it.
 *
 * After a crash: lines since the position was last saved come again. A line counts as forwarded when the system has taken it.
 */
export function createForwarder(deps: ForwarderDeps): Forwarder {
  const { source, output, size, clock } = deps;
  let next: number | undefined;
  let saved = 0;
  let savedAtMs = Number.NEGATIVE_INFINITY;
  let stopped = false;

  const save = async (position: number): Promise<void> => {
    if (position <= saved) return;
    await source.savePosition(position);
    saved = position;
    savedAtMs = clock.now();
  };
  const forwardPage = async (from: number, end: number): Promise<number> => {
    const entries = await source.entries(from, Math.min(PAGE_SIZE, end - from));
    if (entries.length === 0) throw new Error('an entry of the log is missing');
    await output.writeAll(entries.map(auditLine));
    deps.onForwarded?.(entries.length);
    return from + entries.length;
  };
  return {
    forward: async () => {
      const end = size();
      if (end === undefined) {
        // Whoever writes the log now goes on from what is saved.
        next = undefined;
        return;
      }
      if (next === undefined) {
        saved = await source.position();
        next = saved;
      }
      while (!stopped && next < end) {
        next = await forwardPage(next, end);
        if (clock.now() - savedAtMs >= SAVE_INTERVAL_MS) await save(next);
      }
      await save(next);
    },
    waiting: () => {
      const end = size();
      return end === undefined || next === undefined ? undefined : Math.max(0, end - next);
    },
    stop: async () => {
      stopped = true;
      if (next !== undefined) await save(next);
    },
  };
}
