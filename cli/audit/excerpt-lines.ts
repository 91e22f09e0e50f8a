import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { decodeText } from './decode-text.ts';

/** A line holds a leaf of 64 KiB at the most, with its proof; twice as much where everything in it is escaped. */
export const MAX_LINE_BYTES = 262_144;

/** A line of a file; the last one with the hash of all before it. */
export interface FileLine {
  readonly text: string;
  /** SHA-256 of the bytes before the last line, lower-case hex; empty for the others. */
  readonly sha256Before: string;
  readonly isLast: boolean;
}

/** Why a file cannot be read as lines. */
export class LinesError extends Error {}

/**
 * The lines of a file, one at a time; each ends in a line feed.
 * @throws LinesError for a line that is too long, is not UTF-8 or does not end; a system error when the file cannot be read
 */
export async function* readLines(path: string): AsyncGenerator<FileLine> {
  const hash = createHash('sha256');
  let waiting: Buffer | undefined;
  for await (const line of rawLines(path)) {
    if (waiting !== undefined) yield fileLine(waiting, hash, false);
    waiting = line;
  }
  if (waiting !== undefined) yield fileLine(waiting, hash, true);
}

function fileLine(bytes: Buffer, hash: ReturnType<typeof createHash>, isLast: boolean): FileLine {
  const text = decodeText(bytes.subarray(0, -1));
  if (text === null) throw new LinesError('a line is not UTF-8');
  // Only the last line needs it; a copy for each would cost more than all the rest.
  const sha256Before = isLast ? hash.digest('hex') : '';
  if (!isLast) hash.update(bytes);
  return { text, sha256Before, isLast };
}

/** With their line feeds. */
async function* rawLines(path: string): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const part of createReadStream(path) as AsyncIterable<Buffer>) {
    let bytes = rest.length === 0 ? part : Buffer.concat([rest, part]);
    for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a)) {
      if (end >= MAX_LINE_BYTES) throw new LinesError('a line is too long');
      yield bytes.subarray(0, end + 1);
      bytes = bytes.subarray(end + 1);
    }
    if (bytes.length > MAX_LINE_BYTES) throw new LinesError('a line is too long');
    rest = bytes;
  }
  if (rest.length > 0) throw new LinesError('the last line does not end in a line feed');
}
