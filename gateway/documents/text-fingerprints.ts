import { LRUCache } from 'lru-cache';
import { DEFAULT_SHAPE_LIMITS } from '../limits/limits.ts';
import { parseDocument } from '../limits/parse-document.ts';
import { documentIdOf } from './manifest.ts';
import { normalisedHash, textWithoutValues } from './normalise-document.ts';
import type { ShapeLimits } from '../limits/limits.ts';

const MAX_REMEMBERED = 5_000;
/** Characters of a sample that is kept of an unknown text. */
const MAX_SAMPLE_CHARACTERS = 2_000;

export interface TextFingerprints {
  /** @returns the hash of the normalised text. @throws AppError when it is too large to look at or not GraphQL */
  hashOf(text: string): string;
  /** @returns the text without anybody's values, cut off */
  sampleOf(text: string): string;
}

/**
 * Normalising takes a parse; it depends on the text alone, so each text is normalised once, whoever sends it.
 * @param limits of texts that are looked at, the same as of those that run
 */
export function createTextFingerprints(
  limits: Pick<ShapeLimits, 'characters' | 'tokens'> = DEFAULT_SHAPE_LIMITS,
): TextFingerprints {
  const known = new LRUCache<string, string>({ max: MAX_REMEMBERED });
  return {
    hashOf: (text) => {
      const id = documentIdOf(text);
      const hash = known.get(id) ?? normalisedHash(parseDocument(text, limits));
      known.set(id, hash);
      return hash;
    },
    sampleOf: (text) => textWithoutValues(parseDocument(text, limits)).slice(0, MAX_SAMPLE_CHARACTERS),
  };
}
