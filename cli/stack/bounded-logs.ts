import { copyFile, readdir, stat, truncate } from 'node:fs/promises';
import path from 'node:path';

import { LOG_LIMIT_BYTES } from './log-file.ts';

const CHECK_INTERVAL_MILLISECONDS = 30_000;

/**
 * Keeps the logs of a running stack from filling the disk. The programs write with O_APPEND, so a log that grew too
 * large can be copied aside and emptied under them; lines written in between are lost, which a development log may.
 *
 * @returns a function that ends the watching
 */
export function keepLogsBounded(folder: string): () => void {
  const timer = setInterval(() => {
    void boundLogs(folder).catch(() => undefined);
  }, CHECK_INTERVAL_MILLISECONDS);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

/** Copies every log past the limit to `<file>.1` and empties it. */
export async function boundLogs(folder: string, limitBytes: number = LOG_LIMIT_BYTES): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.log')) continue;
    const file = path.join(folder, name);
    if ((await stat(file)).size <= limitBytes) continue;
    await copyFile(file, `${file}.1`);
    await truncate(file);
  }
}
