import { expect, test } from '@jest/globals';
import { parseDocument } from '../limits/parse-document.ts';
import { supergraph } from '../testing/schemas.ts';
import { judgeDocument } from './judge-document.ts';
import type { ServedSupergraph } from './judge-document.ts';

const DOCUMENT = {
  id: 'people',
  name: 'People',
  body: 'query People($n: Int) { people(first: $n) { nodes { id } } }',
  path: 'people',
};

/** A supergraph whose plans cost a hundred times the page. */
const served: ServedSupergraph = {
  supergraph,
  checkDocument: () => undefined,
  rehearse: ({ onPrice }) => {
    onPrice?.((variables) => 100 * Number(variables['n']));
    return Promise.resolve(undefined);
  },
};

test('[R-059] a document is registered with what its plan costs at the most, joins included', async () => {
  expect((await judgeDocument(served, DOCUMENT, 10_000)).maxCost).toBe(10_000);
  await expect(judgeDocument(served, DOCUMENT, 9_999)).rejects.toMatchObject({
    code: 'MANIFEST_DOCUMENT_TOO_EXPENSIVE',
  });
});

test('[R-059] a document is held to the limits that are set, be they larger than usual', async () => {
  const body = `query Long { ${'__typename '.repeat(2_000)} }`;
  const held = (tokens: number) =>
    judgeDocument(
      {
        ...served,
        checkDocument: (query) => parseDocument(query, { characters: 100_000, tokens }),
        rehearse: () => Promise.resolve(undefined),
      },
      { ...DOCUMENT, name: 'Long', body },
      10_000,
    );
  expect((await held(3_000)).name).toBe('Long');
  await expect(held(2_000)).rejects.toMatchObject({ fields: { 'people.body': ['MAX_TOKENS_LIMIT'] } });
});
