import { readFile } from 'node:fs/promises';

import { expect, test } from '@jest/globals';

import { parts } from './parts.ts';

test('npm test runs every project of the jest configuration', async () => {
  const config = await readFile(new URL('../../jest.config.mjs', import.meta.url), 'utf8');
  const projects = [...config.matchAll(/displayName: '(?<name>[^']+)'/gu)].map((match) => match.groups?.['name']);
  expect(projects.length).toBeGreaterThan(0);
  expect(parts.map((part) => part.project)).toEqual(projects);
});
