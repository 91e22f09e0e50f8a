import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const PRINT_ROUTES = path.join(import.meta.dirname, 'testing', 'print-routes.ts');
const FLAG = '--disallow-code-generation-from-strings';

async function routesOf(...flags: readonly string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', ...flags, PRINT_ROUTES]);
  return JSON.parse(stdout);
}

test('a process that may make no code from text has the same routes as any other', async () => {
  const [any, strict] = await Promise.all([routesOf(), routesOf(FLAG)]);
  expect(strict).toEqual(any);
  expect(strict).toContainEqual({
    url: '/abc/1/two/3/4/5/6/7',
    statusCode: 200,
    body: JSON.stringify({
      url: '/abc/:one/two/:three/:four/:five/:six/:seven',
      params: { one: '1', three: '3', four: '4', five: '5', six: '6', seven: '7' },
    }),
  });
});
