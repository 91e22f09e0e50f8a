import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { OpenExcerpt } from '../log/excerpts.ts';

/** First member of the file, by which it is known. */
export const EXCERPT_FORMAT = 'lifeready.example/audit-excerpt/v1';

/**
 * An excerpt as a file of JSON lines: what it is and how much follows, the entries, and the hash of all that, by which one sees that
 * nothing was cut off. It is made as it is read, page by page, and stored nowhere.
 */
export function excerptFile(excerpt: OpenExcerpt): Readable {
  return Readable.from(linesOf(excerpt), { objectMode: false });
}

async function* linesOf({ header, pages }: OpenExcerpt): AsyncGenerator<string> {
  const hash = createHash('sha256');
  const hashed = (text: string): string => {
    hash.update(text);
    return text;
  };
  yield hashed(lineOf({ format: EXCERPT_FORMAT, ...header }));
  for await (const page of pages()) yield hashed(page.map(lineOf).join(''));
  yield lineOf({ sha256: hash.digest('hex') });
}

function lineOf(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
