// `npm run bench:load`: so many people at once, by scenario; thresholds decide the exit code.
import { Command, InvalidArgumentError } from 'commander';
import { startTestStack } from '../../tests/support/e2e/test-stack.ts';
import { showProgress } from '../access/progress.ts';
import { positiveNumber } from '../positive-number.ts';
import { lineOf, reportJson, reportText } from './report.ts';
import { measureLoad } from './run.ts';
import type { LoadOptions } from './run.ts';

interface Options extends Omit<LoadOptions, 'url' | 'progress' | 'pauseSeconds'> {
  readonly url?: string;
  readonly pause: number;
  readonly json?: boolean;
}

function wholeNumbers(text: string): number[] {
  const numbers = text.split(',').map(Number);
  if (numbers.every((number) => Number.isInteger(number) && number > 0)) return numbers;
  throw new InvalidArgumentError('must be whole numbers above 0, with commas between them.');
}

function notNegative(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError('must be a number from 0.');
}

async function measure({ json, pause, url, ...options }: Options): Promise<void> {
  const progress = showProgress(process.stderr);
  const stack = url === undefined ? await startTestStack() : undefined;
  try {
    const at = url ?? stack?.url ?? '';
    const lines = (await measureLoad({ ...options, url: at, pauseSeconds: pause, progress })).map(lineOf);
    process.stdout.write(`\n${json === true ? reportJson(lines) : reportText(lines)}\n`);
    if (lines.some(({ missed }) => missed.length > 0)) process.exitCode = 1;
  } finally {
    await stack?.dispose();
  }
}

await new Command('bench:load')
  .description(
    'lets so many people at once use the whole stack: health, sign-in, list, create, export, and all of it mixed. Starts a stack of its\n' +
      'own unless it is told of one. Ends with 1 when a threshold is missed, with 2 when it is called wrongly.',
  )
  .option('--url <address>', 'a stack that runs, in dev or test; its mail is read')
  .option('--users <numbers>', 'people at the same time, one number after the other', wholeNumbers, [50, 100, 500])
  .option('--accounts <number>', 'accounts that they share', positiveNumber, 40)
  .option('--seconds <number>', 'length of each scenario', positiveNumber, 20)
  .option('--pause <seconds>', 'between two turns of one of them', notNegative, 5)
  .option('--only <text>', 'only scenarios whose name has this in it', '')
  .option('--json', 'print the result as JSON; progress stays on standard error')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .action(measure)
  .parseAsync();
