import type { Writable } from 'node:stream';

/** Bytes that may wait for a reader that is slow or has stopped. */
const MAX_WAITING_BYTES = 1_048_576;

/** Lines on their way out of the process. Nothing here waits for whoever reads them, unless it asks to. */
export interface LineOutput {
  /** Takes a line with its line end. @returns false when it did not fit and is dropped */
  write(line: string): boolean;
  /**
   * Takes lines that must not be dropped, whatever waits already.
   * @returns a promise that resolves when the system has taken them, which may be never; rejects when nobody reads any more
   */
  writeAll(lines: readonly string[]): Promise<void>;
  /** Lines that were dropped since the process began. */
  dropped(): number;
  /** Calls `listener` with the number of lines that were dropped, as soon as lines are taken again. */
  onRecovery(listener: (dropped: number) => void): void;
}

/**
 * Attack, or accident: whoever reads the standard output stops reading, the pipe is full, and a write that waits for room stops every
 * request. Rule: what does not fit into a bounded buffer is dropped and counted.
 * @param stream that buffers what it cannot pass on, as the standard output does for pipes
 */
export function createLineOutput(stream: Writable, maxWaitingBytes: number = MAX_WAITING_BYTES): LineOutput {
  const listeners: ((dropped: number) => void)[] = [];
  let dropped = 0;
  let reported = 0;
  let gone = false;

  // Without a listener, a reader that has gone would end the process.
  stream.on('error', () => {
    gone = true;
  });
  stream.on('drain', () => {
    const count = dropped - reported;
    if (count === 0) return;
    reported = dropped;
    for (const listener of listeners) listener(count);
  });
  const drop = (): boolean => {
    dropped += 1;
    return false;
  };
  return {
    write: (line) => {
      if (gone || stream.writableLength > maxWaitingBytes) return drop();
      try {
        stream.write(line);
        return true;
      } catch {
        // A file on a disk that is full.
        return drop();
      }
    },
    writeAll: (lines) =>
      new Promise((resolve, reject) => {
        if (gone) throw new Error('nobody reads the standard output any more');
        stream.write(lines.join(''), (error) => {
          if (error) reject(error);
          else resolve();
        });
      }),
    dropped: () => dropped,
    onRecovery: (listener) => {
      listeners.push(listener);
    },
  };
}

let ofThisProcess: LineOutput | undefined;

/** The standard output of this process. */
export function standardOutput(): LineOutput {
  ofThisProcess ??= createLineOutput(process.stdout);
  return ofThisProcess;
}
