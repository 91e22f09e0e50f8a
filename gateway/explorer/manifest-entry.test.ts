import { describe, expect, test } from '@jest/globals';
import { parseManifest } from '../documents/manifest.ts';
import { supergraph } from '../testing/schemas.ts';
import { EXAMPLES } from './examples.ts';
import { manifestEntry } from './manifest-entry.ts';

const { schema } = supergraph;

describe('an entry of a manifest', () => {
  test.each(EXAMPLES.map(({ title, query }) => [title, query] as const))(
    'is what registration reads: %s',
    (_title, query) => {
      const entry = manifestEntry(schema, query);
      const text = JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations: [entry] });
      expect(parseManifest(text).operations).toEqual([entry]);
    },
  );

  test.each([
    ['{ me { id } }', 'has a name'],
    ['query A { me { id } } query B { me { id } }', 'one operation'],
    ['fragment F on Principal { id }', 'one operation'],
    ['query A { me { nothing } }', 'nothing'],
  ])('is refused for %s', (text, detail) => {
    expect(() => manifestEntry(schema, text)).toThrow(
      expect.objectContaining({ code: 'GRAPHQL_VALIDATION_FAILED', detail: expect.stringContaining(detail) }),
    );
  });
});
