import { open, rename, stat } from 'node:fs/promises';

/** A log that has grown past this at a start is set aside as `<file>.1`, replacing the one before. */
export const LOG_LIMIT_BYTES = 5 * 1024 * 1024;

/** How much of the end of a log is read to find its last lines. */
const TAIL_BYTES = 16 * 1024;

/** @returns the last `lines` lines of a file, or '' when it cannot be read */
export async function tailOf(file: string, lines: number): Promise<string> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (handle === undefined) return '';
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, TAIL_BYTES);
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } finally {
    await handle.close();
  }
}

/** Sets a log aside when it has grown past its limit, so that logs never fill a disk over many starts. */
export async function rotateWhenLarge(file: string, limitBytes: number = LOG_LIMIT_BYTES): Promise<void> {
  const size = await stat(file).then(
    (entry) => entry.size,
    () => 0,
  );
  if (size > limitBytes) await rename(file, `${file}.1`);
}
