import path from 'node:path';
import { expect, test } from '@jest/globals';
import { runCommand } from '../../tests/run/run-command.ts';

const MAIN = path.join(import.meta.dirname, 'main.ts');
/** Five gateways start, one after the other, on a machine that may be busy. */
const LIMIT_MS = 240_000;

test(
  '[R-248] the bench runs through',
  async () => {
    const given = ['--no-warnings', MAIN, '--rounds', '1', '--seconds', '0.1'];
    const { exitCode, output } = await runCommand(process.execPath, given, { output: 'capture' });
    expect({ exitCode, output }).toEqual({
      exitCode: 0,
      output: expect.stringMatching(/our graph: [^]*200 subgraphs: [^]*workers: /),
    });
  },
  LIMIT_MS,
);
