// `npm test`: the fast checks, then every part of the test suite, then one table. Names of parts as arguments narrow it:
// `npm test -- unit int`.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

import { compilePrograms } from './compile-programs.ts';
import { judgeJestRun, type PartOutcome } from './jest-report.ts';
import { parts, type Part } from './parts.ts';
import { runCommand } from './run-command.ts';
import { runParts } from './run-parts.ts';
import { allGood, summaryLines, type SummaryRow } from './summary.ts';

const JEST = 'node_modules/jest/bin/jest.js';

async function runFastChecks(): Promise<SummaryRow> {
  const result = await runCommand('npm', ['run', '--silent', 'check:fast'], { output: 'show' });
  return { name: 'checks', kind: 'checks', good: result.exitCode === 0, seconds: result.seconds };
}

interface RunOptions {
  readonly reportFolder: string;
  /** Variables of the tests besides those of this process. */
  readonly env: Readonly<Record<string, string>>;
}

async function runPart(part: Part, { reportFolder, env }: RunOptions): Promise<SummaryRow> {
  if (part.needs !== undefined && (process.env[part.needs] ?? '') === '') {
    return { name: part.project, kind: 'left-out', reason: `${part.needs} is not set` };
  }
  const title = `\n== ${part.project} ==\n`;
  // What two parts print at once would be mixed.
  const output = part.meanwhile === true ? 'capture' : 'show';
  if (output === 'show') process.stdout.write(title);
  const report = join(reportFolder, `${part.project}.json`);
  const workers = part.serial ? '--runInBand' : `--maxWorkers=${String(availableParallelism() + (part.more ?? 0))}`;
  const args = ['--experimental-vm-modules', '--no-warnings', JEST, '--selectProjects', part.project];
  const result = await runCommand(
    process.execPath,
    [...args, workers, '--passWithNoTests', '--json', `--outputFile=${report}`],
    { output, env },
  );
  if (output === 'capture') process.stdout.write(title + result.output);
  return {
    name: part.project,
    kind: 'tests',
    outcome: await readOutcome(report, result.exitCode),
    seconds: result.seconds,
  };
}

async function readOutcome(report: string, exitCode: number): Promise<PartOutcome> {
  const text = await readFile(report, 'utf8').catch(() => undefined);
  return judgeJestRun(text, exitCode);
}

async function main(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !parts.some((part) => part.project === name));
  if (unknown.length > 0)
    throw new Error(`no such part: ${unknown.join(', ')}; there are ${parts.map((part) => part.project).join(', ')}`);
  const selected = names.length === 0 ? parts : parts.filter((part) => names.includes(part.project));
  const reportFolder = await mkdtemp(join(tmpdir(), 'lifeready-test-'));
  const rows: SummaryRow[] = names.length === 0 ? [await runFastChecks()] : [];
  try {
    const env = selected.some(({ startsPrograms }) => startsPrograms) ? await compilePrograms() : {};
    rows.push(...(await runParts(selected, (part) => runPart(part, { reportFolder, env }))));
  } finally {
    await rm(reportFolder, { recursive: true, force: true });
  }
  process.stdout.write(`\n${summaryLines(rows).join('\n')}\n`);
  if (!allGood(rows)) process.exitCode = 1;
}

await main(process.argv.slice(2));
