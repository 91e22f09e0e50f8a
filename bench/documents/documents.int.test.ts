import path from 'node:path';
import { expect, test } from '@jest/globals';
import { runCommand } from '../../tests/run/run-command.ts';

const MAIN = path.join(import.meta.dirname, 'main.ts');
/** Two gateways start, one after the other, on a machine that may be busy. */
const LIMIT_MS = 120_000;

function run(...options: readonly string[]) {
  return runCommand(process.execPath, ['--no-warnings', MAIN, ...options], { output: 'capture' });
}

test(
  '[R-248] the bench runs through, over both graphs',
  async () => {
    const { exitCode, output } = await run('--documents', '40', '--every', '20');
    expect({ exitCode, output }).toEqual({
      exitCode: 0,
      output: expect.stringMatching(
        /shop: 40 different documents[^]*our graph: 40 different documents[^]*met {4}our graph/,
      ),
    });
  },
  LIMIT_MS,
);

test('an option that is none is not a target that is missed', async () => {
  expect((await run('--documents', 'many')).exitCode).toBe(2);
});
