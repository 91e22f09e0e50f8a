import path from 'node:path';
import { expect, test } from '@jest/globals';
import { runCommand } from '../../tests/run/run-command.ts';

const MAIN = path.join(import.meta.dirname, 'main.ts');

async function bench(...given: readonly string[]) {
  return runCommand(process.execPath, ['--no-warnings', MAIN, ...given], { output: 'capture' });
}

test('the bench runs through, with equal answers of both executors', async () => {
  const { exitCode, output } = await bench('--seconds', '0.01', '--rounds', '1', '--connections', '2');
  expect({ exitCode, output }).toEqual({ exitCode: 0, output: expect.stringMatching(/CaseOverview +stock +[0-9,]+ /) });
});

test('--help says what it does and what it ends with', async () => {
  const { exitCode, output } = await bench('--help');
  expect({ exitCode, output }).toEqual({ exitCode: 0, output: expect.stringMatching(/--rounds[^]*--json/) });
});

test('a wrong number is refused before anything starts', async () => {
  expect(await bench('--rounds', 'many')).toMatchObject({ exitCode: 2 });
});
