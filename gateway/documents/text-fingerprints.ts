import { LRUCache } from 'lru-cache';
import { parseDocument } from '../limits/parse-document.ts';
import { documentIdOf } from './manifest.ts';
import { normalisedHash, textWithoutValues } from './normalise-document.ts';

const MAX_REMEMBERED = 5_000;
/** Characters of a sample that is kept of an unknown text. */
const MAX_SAMPLE_CHARACTERS = 2_000;

export interface TextFingerprints {
  /** @returns the hash of the normalised text. @throws AppError when it is too large to look at or not GraphQL */
  hashOf(text: string): string;
  /** @returns the text without anybody's values, cut off */
  sampleOf(text: string): string;
}

/** Normalising takes a parse; it depends on the text alone, so each text is normalised once, whoever sends it. */
export function createTextFingerprints(): TextFingerprints {
  const known = new LRUCache<string, string>({ max: MAX_REMEMBERED });
  return {
    hashOf: (text) => {
      const id = documentIdOf(text);
      const hash = known.get(id) ?? normalisedHash(parseDocument(text));
      known.set(id, hash);
      return hash;
    },
    sampleOf: (text) => textWithoutValues(parseDocument(text)).slice(0, MAX_SAMPLE_CHARACTERS),
  };
}
