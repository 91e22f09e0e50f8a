import { expect, test } from '@jest/globals';
import { referencesOf } from './linked-files.ts';

test('links and names of project files are found; web addresses, anchors, patterns and blocks of code are not', () => {
  const page = [
    'See [a](../a.md#part), [b](https://example.org/b.md), [c](#c) and `platform/errors/registry.ts`.',
    'Not `npm test`, `subgraphs/*/schema.graphql`, `subgraphs/<name>/config.ts` or `src/other.ts`.',
    '```sh',
    'cat `docs/nothing.md`',
    '```',
  ].join('\n');
  expect(referencesOf(page)).toEqual([
    { target: '../a.md', kind: 'link' },
    { target: 'platform/errors/registry.ts', kind: 'file' },
  ]);
});
