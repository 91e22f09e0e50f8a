import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseClientTable } from './clients.ts';
import { loadBuiltInLists } from './load-built-in.ts';
import { documentIdOf, parseManifest } from './manifest.ts';

const OURS = 'query Ours { me { id } }';
const THEIRS = 'query Theirs { caseTypes { type } }';
function manifest(...bodies: string[]): string {
  const operations = bodies.map((body) => ({ id: documentIdOf(body), name: body.split(' ')[1], type: 'query', body }));
  return JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations });
}

describe('[R-060] the lists of the files', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'lifeready-documents-'));
    writeFileSync(
      path.join(folder, 'clients.json'),
      JSON.stringify({ web: { mode: 'open', party: 'first' }, partner: { mode: 'ids-only', party: 'partner' } }),
    );
    writeFileSync(path.join(folder, 'web.json'), manifest(OURS));
    writeFileSync(path.join(folder, 'partner.json'), manifest(THEIRS));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('are those of each client', () => {
    const lists = loadBuiltInLists(folder);
    expect(lists.map(({ name, rules, documents }) => [name, rules.mode, documents.map(({ body }) => body)])).toEqual([
      ['web', 'open', [OURS]],
      ['partner', 'ids-only', [THEIRS]],
    ]);
  });

  test('a missing manifest stops the start', () => {
    rmSync(path.join(folder, 'partner.json'));
    expect(() => loadBuiltInLists(folder)).toThrow('the manifest of partner is missing');
  });
});

describe('a manifest', () => {
  test('[R-060] with an id that stands for another text is refused', () => {
    const changed = manifest(OURS).replace('me { id }', 'me { email }');
    expect(() => parseManifest(changed)).toThrow('the id of Ours is not the SHA-256 of its text');
  });

  test('with the same document twice is refused', () => {
    expect(() => parseManifest(manifest(OURS, OURS))).toThrow('twice');
  });

  test('with another format is refused', () => {
    expect(() => parseManifest('{"format":"relay","version":1,"operations":[]}')).toThrow('format');
  });
});

describe('the table of clients', () => {
  test.each([
    ['a partner that may send text', { web: { mode: 'open', party: 'first' }, p: { mode: 'open', party: 'partner' } }],
    ['no default client', { other: { mode: 'open', party: 'first' } }],
    ['a default client that is a partner', { web: { mode: 'ids-only', party: 'partner' } }],
    ['an unknown mode', { web: { mode: 'anything', party: 'first' } }],
  ])('%s is refused', (_what, table) => {
    expect(() => parseClientTable(JSON.stringify(table))).toThrow();
  });
});
