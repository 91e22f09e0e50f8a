import { excerptFileHeader, parseJson } from './bundle-files.ts';
import { MAX_LINE_BYTES } from './excerpt-lines.ts';
import type { OnProgress } from './verify-excerpt.ts';

/** The service refuses more than 100,000 (`EXCERPT_TOO_LARGE`); what comes in while it counts is on top. */
const MAX_ENTRIES = 110_000;
/** On average: entries are 1,600 to 2,400 bytes, half of that proofs, which grow with the log. */
const MAX_ENTRY_BYTES = 8_192;
/** Besides the entries: the first line, and the last one. */
const LINES_AROUND = 2;
const LINE_FEED = 0x0a;

/** Why what comes cannot be an excerpt. */
export class BoundsError extends Error {}

/**
 * Attack: an address that answers without an end, and fills memory or the disk of whoever asks. Rule: the first line says how many entries
 * follow, no more than there can be; no more lines follow, and no more bytes than so many take.
 * @returns to be called with each part as it comes; throws BoundsError
 */
export function createExcerptBounds(onProgress: OnProgress): (part: Uint8Array) => void {
  let first: Buffer | undefined = Buffer.alloc(0);
  let total = 0;
  let lines = 0;
  let bytes = 0;
  return (part) => {
    if (first !== undefined) {
      first = Buffer.concat([first, part]);
      const end = first.indexOf(LINE_FEED);
      if (end > MAX_LINE_BYTES || (end < 0 && first.length > MAX_LINE_BYTES))
        throw new BoundsError('its first line is too long');
      if (end >= 0) {
        total = announcedIn(first.toString('utf8', 0, end));
        first = undefined;
      }
    }
    bytes += part.length;
    for (const byte of part) if (byte === LINE_FEED) lines += 1;
    if (first !== undefined) return;
    if (lines > total + LINES_AROUND)
      throw new BoundsError(`more follows than the ${String(total)} entries it announced`);
    if (bytes > total * MAX_ENTRY_BYTES + LINES_AROUND * MAX_LINE_BYTES)
      throw new BoundsError(`it is larger than the ${String(total)} entries it announced can be`);
    onProgress(Math.min(total, Math.max(0, lines - 1)), total);
  };
}

function announcedIn(line: string): number {
  const header = parseJson(excerptFileHeader, line, 'its first line');
  if (!('value' in header)) throw new BoundsError('it does not begin as an excerpt does');
  const { entries } = header.value;
  if (entries > MAX_ENTRIES)
    throw new BoundsError(
      `it announces ${String(entries)} entries, and an excerpt has ${String(MAX_ENTRIES)} at the most`,
    );
  return entries;
}
