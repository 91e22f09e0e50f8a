import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { readJsonFile } from './json-file.ts';
import { ConfigurationError } from './load.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'lifeready-config-'));
const schema = z.strictObject({ seed: z.base64() });

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, content: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

test('a file that fits is read', () => {
  expect(readJsonFile('KEY_FILE', write('good.json', '{"seed":"AAAA"}'), schema)).toEqual({ seed: 'AAAA' });
});

test.each([
  ['is missing', undefined],
  ['is not JSON', 'hunter2'],
  ['has another shape', '{"seed":"hunter2!"}'],
  ['holds more than it should', '{"seed":"AAAA","hint":"hunter2"}'],
])('a file that %s is refused by the name of its variable, and nothing of it is shown', (_case, content) => {
  const file = content === undefined ? path.join(folder, 'none.json') : write('bad.json', content);
  const read = (): unknown => readJsonFile('KEY_FILE', file, schema);
  expect(read).toThrow(ConfigurationError);
  expect(read).toThrow('KEY_FILE');
  expect(read).not.toThrow('hunter2');
});
