import path from 'node:path';
import { expect, test } from '@jest/globals';
import { runCommand } from '../../../tests/run/run-command.ts';

const MAIN = path.join(import.meta.dirname, 'main.ts');

async function bench(...given: readonly string[]) {
  return runCommand(process.execPath, ['--no-warnings', MAIN, ...given], { output: 'capture' });
}

test('the bench runs through: every attack is refused, and each kind has its numbers', async () => {
  const short = ['--requests', '1', '--seconds', '0.1', '--rounds', '1', '--people', '2', '--kinds', 'de'];
  const { exitCode, output } = await bench(...short);
  // Whether targets are met is not asked of a machine that runs tests meanwhile.
  expect([0, 1]).toContain(exitCode);
  expect(output).toMatch(/depth +13 +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9]+ %/);
  expect(output).toMatch(/[0-9]+ attacks of [0-9]+ kinds; targets missed by [0-9]+/);
});

test('--help says what it does and what it ends with', async () => {
  const { exitCode, output } = await bench('--help');
  expect({ exitCode, output }).toEqual({ exitCode: 0, output: expect.stringMatching(/--connections[^]*--kinds/) });
});

test('a wrong number is refused before anything starts', async () => {
  expect(await bench('--rounds', 'many')).toMatchObject({ exitCode: 2 });
});
