import { describe, expect, test } from '@jest/globals';
import { parse, validate } from 'graphql';
import { readManifest } from '../registry/manifest/read-manifest.ts';
import { supergraph } from '../testing/schemas.ts';
import { EXAMPLES } from './examples.ts';
import { manifestEntry } from './manifest-entry.ts';

const { schema } = supergraph;

describe('an entry of a manifest', () => {
  test.each(EXAMPLES.map(({ title, query }) => [title, query] as const))(
    'is what registration reads: %s',
    (_title, query) => {
      expect(validate(schema, parse(query))).toEqual([]);
      const entry = manifestEntry(query);
      const { id, name, body } = entry;
      const apollo = { format: 'apollo-persisted-query-manifest', version: 1, operations: [entry] };
      expect(readManifest(apollo, 'partner')).toMatchObject({ format: 'apollo', documents: [{ id, name, body }] });
      expect(readManifest({ [id]: body }, 'partner')).toMatchObject({ format: 'key-value', documents: [{ id, body }] });
    },
  );

  test.each(['{ me { id } }', 'query A { me { id } } query B { me { id } }', 'fragment A on Principal { id }'])(
    'is one named operation, not %s',
    (text) => {
      expect(() => manifestEntry(text)).toThrow(expect.objectContaining({ code: 'GRAPHQL_VALIDATION_FAILED' }));
    },
  );
});
