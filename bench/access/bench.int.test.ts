import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runCommand } from '../../tests/run/run-command.ts';
import { reportJson, reportText, verdictsOf } from './report.ts';
import { measureAccess } from './run.ts';

const MAIN = path.join(import.meta.dirname, 'main.ts');
const CAPTURED = { output: 'capture' } as const;
/** Whole graphs start, one after the other, on a machine that may be busy. */
const LIMIT_MS = 240_000;

test(
  'the bench runs through, and judges what it measured',
  async () => {
    const steps: string[] = [];
    const result = await measureAccess({ requests: 2, objects: 2, progress: (what) => steps.push(what) });

    expect(verdictsOf(result)).toHaveLength(9);
    expect(verdictsOf(result).every(({ met }) => typeof met === 'boolean')).toBe(true);
    expect(JSON.parse(reportJson(result))).toMatchObject({ layers: { none: { count: 2 }, all: { count: 2 } } });
    expect(reportText(result)).toContain('row-level security alone');
    expect(steps.length).toBeGreaterThan(5);
  },
  LIMIT_MS,
);

describe('on the command line', () => {
  test('--help says what it does and what it ends with', async () => {
    const { exitCode, output } = await runCommand(process.execPath, [MAIN, '--help'], CAPTURED);
    expect({ exitCode, output }).toEqual({ exitCode: 0, output: expect.stringMatching(/--requests[^]*--json/) });
  });

  test.each(['1', 'many', '2.5'])('--requests %s is refused before anything starts', async (requests) => {
    const { exitCode, output } = await runCommand(process.execPath, [MAIN, '--requests', requests], CAPTURED);
    expect(exitCode).toBe(2);
    expect(output).toContain('must be a whole number of at least 2');
  });
});
