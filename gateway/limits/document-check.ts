import { LRUCache } from 'lru-cache';
import { documentIdOf } from '../documents/manifest.ts';
import { checkShape } from './check-shape.ts';
import { parseDocument } from './parse-document.ts';
import type { GraphQLSchema } from 'graphql';

const MAX_REMEMBERED = 2_000;

/**
 * Parses and measures a document, once for each text. Only good ones are remembered, by their hash: the shape depends on the
 * text alone.
 * @returns a function that throws AppError with the code of the limit that is passed
 */
export function createDocumentCheck(schema: GraphQLSchema): (query: string) => void {
  const good = new LRUCache<string, true>({ max: MAX_REMEMBERED });
  return (query) => {
    const id = documentIdOf(query);
    if (good.has(id)) return;
    checkShape(schema, parseDocument(query));
    good.set(id, true);
  };
}
