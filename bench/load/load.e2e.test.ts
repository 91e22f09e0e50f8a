import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runCommand } from '../../tests/run/run-command.ts';
import { sharedStack } from '../../tests/support/e2e/shared-stack.ts';

const MAIN = path.join(import.meta.dirname, 'main.ts');

async function bench(...given: readonly string[]) {
  return runCommand(process.execPath, ['--no-warnings', MAIN, ...given], { output: 'capture' });
}

describe('[R-240] the load of many people', () => {
  test('[R-241] runs through in every scenario, without an error; whether it is fast enough is not asked of a busy machine', async () => {
    const short = ['--users', '2', '--accounts', '1', '--seconds', '0.5', '--pause', '0.2', '--json'];
    const { exitCode, output } = await bench('--url', sharedStack().url, ...short);
    expect([0, 1]).toContain(exitCode);
    const { lines } = JSON.parse(output.slice(output.indexOf('\n{'))) as {
      lines: { scenario: string; requests: number; errors: object }[];
    };
    expect(lines.map(({ scenario, errors }) => ({ scenario, errors }))).toEqual(
      ['health', 'sign-in', 'list', 'create', 'export', 'mixed'].map((scenario) => ({ scenario, errors: {} })),
    );
    // The next code of the second factor may come after the end, and then nobody signs in any more.
    const asked = lines.filter(({ requests }) => requests > 0).map(({ scenario }) => scenario);
    expect(asked).toEqual(expect.arrayContaining(['health', 'list', 'create', 'export', 'mixed']));
  });

  test('is not started with numbers that are none', async () => {
    expect(await bench('--users', 'many')).toMatchObject({ exitCode: 2 });
  });
});
