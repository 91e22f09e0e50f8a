import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

import { Option } from 'commander';
import type { Command } from 'commander';

import type { CommandEnvironment } from './environment.ts';
import { EXIT } from './output.ts';
import { prepareKeys } from './stack/keys/prepare-keys.ts';
import { stackPaths } from './stack/paths.ts';
import { StackProblem } from './stack/problem.ts';
import { eraserEnvironment } from './stack/service-environment.ts';
import { readRecord } from './stack/stack-record.ts';

const GROUNDS = ['data-subject-request', 'retention-ended', 'unlawful-processing', 'court-order'];

const helpAfter = `
Prints what was erased, or would be, as JSON: keep it (docs/runbooks/erase-somebody.md).

Exit codes: 0 done, or nothing is kept, 1 not done or not finished: run it again, 2 wrong usage,
3 erasures were begun and not finished, and nobody confirmed them; all else is done.`;

interface EraseFlags {
  readonly principal?: string;
  readonly ground?: string;
  readonly reference?: string;
  readonly dryRun?: boolean;
  readonly resume?: boolean;
  readonly yes?: boolean;
  readonly confirm?: readonly string[];
  readonly mtls?: boolean;
}

/** Registers `erase`: the job of the audit service that erases a person, against this checkout's running stack. */
export function registerEraseCommand(program: Command, environment: CommandEnvironment): void {
  program
    .command('erase')
    .description(
      'destroy what stands beside the audit log of one person: keys, details, pseudonyms; there is no way back',
    )
    .option('--principal <id>', 'the person')
    .addOption(new Option('--ground <ground>', 'why').choices(GROUNDS))
    .option('--reference <number>', 'where the request and its approval are on file; capitals, digits and ./_- only')
    .option('--dry-run', 'say what would be erased, and erase nothing')
    .option('--resume', 'show what was begun and not finished, and finish what is confirmed')
    .option('--confirm <ids...>', 'with --resume: finish these, by their intentId')
    .option('--yes', 'with --resume: finish all of them')
    .option('--mtls', 'the stack was started with --mtls')
    .addHelpText('after', helpAfter)
    .action(async (flags: EraseFlags) => {
      const paths = stackPaths();
      const record = await readRecord(paths.record);
      if (record === undefined)
        throw new StackProblem('LifeReady does not run from this checkout.', { hint: 'Start it with `npm start`.' });
      const { ports } = record;
      const keys = await prepareKeys(paths);
      const { inherited } = environment;
      const mtls = flags.mtls ?? environment.mtls;
      const env = eraserEnvironment({ environment: 'dev', ports, paths, keys, mtls, inherited });
      const job = path.join(paths.checkout, 'subgraphs', 'audit', 'erase.ts');
      const child = spawn(process.execPath, ['--no-warnings', job, ...argumentsOf(flags)], { env, stdio: 'inherit' });
      const [code] = (await once(child, 'exit')) as [number | null];
      process.exitCode = code ?? EXIT.failed;
    });
}

function argumentsOf({ principal, ground, reference, dryRun, resume, yes, confirm = [] }: EraseFlags): string[] {
  const texts = Object.entries({ principal, ground, reference });
  return [
    ...texts.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value])),
    ...(dryRun === true ? ['--dry-run'] : []),
    ...(resume === true ? ['--resume'] : []),
    ...(yes === true ? ['--yes'] : []),
    ...confirm.flatMap((id) => ['--confirm', id]),
  ];
}
