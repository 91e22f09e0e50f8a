import { describe, expect, test } from '@jest/globals';

import type { Check } from './checks.ts';
import { hasFailed, runChecks } from './run-checks.ts';

const check = (script: string, alone = false): Check => ({ script, fast: false, alone });

/** Runs the checks against a fake that records which scripts were running at the same time. */
async function record(checks: readonly Check[], failing: readonly string[] = []) {
  const running = new Set<string>();
  const sightings: string[][] = [];
  const printed: string[] = [];
  const outcomes = await runChecks(
    {
      run: async ({ script }) => {
        running.add(script);
        sightings.push([...running]);
        await new Promise((resolve) => setImmediate(resolve));
        running.delete(script);
        return { exitCode: failing.includes(script) ? 1 : 0, output: `words of ${script}\n`, seconds: 1.25 };
      },
      print: (line) => printed.push(line),
    },
    checks,
  );
  return { outcomes, sightings, printed: printed.join('\n') };
}

describe('static checks', () => {
  test('run at most two at once, each exactly once', async () => {
    const { outcomes, sightings } = await record(['a', 'b', 'c', 'd', 'e'].map((script) => check(script)));
    expect(Math.max(...sightings.map((together) => together.length))).toBe(2);
    expect(outcomes.map((outcome) => outcome.check.script).sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('that rewrite files run by themselves, after the others', async () => {
    const { sightings } = await record([check('rewrites', true), check('a'), check('b')]);
    expect(sightings.at(-1)).toEqual(['rewrites']);
  });

  test('print one line each and the output of the failed ones only', async () => {
    const { outcomes, printed } = await record([check('good'), check('bad')], ['bad']);
    expect(outcomes.filter(hasFailed).map((outcome) => outcome.check.script)).toEqual(['bad']);
    expect(printed).toContain('ok    good                  1.3 s');
    expect(printed).toContain('FAIL  bad                   1.3 s');
    expect(printed).toContain('words of bad');
    expect(printed).not.toContain('words of good');
  });
});
