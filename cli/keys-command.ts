import { existsSync } from 'node:fs';

import { InvalidArgumentError, Option, type Command } from 'commander';

import { printLine } from './output.ts';
import { rotateServiceKeys, type StepOutcome } from './stack/keys/rotate-service-keys.ts';
import { CALLS } from './stack/keys/service-pair-keys.ts';
import type { RotationStep } from './stack/keys/pair-keys.ts';
import { lockHolder } from './stack/lock.ts';
import { stackPaths } from './stack/paths.ts';
import { StackProblem } from './stack/problem.ts';

const STEPS = ['add', 'activate', 'retire'] as const satisfies readonly RotationStep[];

const DONE: Readonly<Record<RotationStep, string>> = {
  add: 'The callee accepts the new key',
  activate: 'The caller signs with the new key',
  retire: 'The old key is refused',
};

interface RotateFlags {
  readonly pair?: readonly (typeof CALLS)[number][];
  readonly step?: RotationStep;
  readonly json?: boolean;
}

/** Registers `keys …`: changing the keys of this checkout's stack, while it runs or not. */
export function registerKeysCommands(program: Command): void {
  program
    .command('keys')
    .description('keys of the stack')
    .command('rotate-service')
    .description(
      'replace keys between services without a refused call: add, activate, retire; about 40 s while it runs',
    )
    .option('--pair <caller:callee>', 'one pair, for example gateway:vault; all unless given, can be repeated', addPair)
    .addOption(new Option('--step <step>', 'one step; all three in their order unless given').choices(STEPS))
    .option('--json', 'print JSON: the ids of the keys after each step')
    .action(async (flags: RotateFlags) => {
      const paths = stackPaths();
      const json = flags.json === true;
      if (!existsSync(paths.keys))
        throw new StackProblem('There are no keys yet.', { hint: 'They are made at the first `npm start`.' });
      const steps = await rotateServiceKeys({
        keysFolder: paths.keys,
        ...(flags.pair === undefined ? {} : { pairs: flags.pair }),
        steps: flags.step === undefined ? STEPS : [flags.step],
        inUse: (await lockHolder(paths.lock)) !== undefined,
        onStep: (outcome) => {
          if (!json) printLine(outcomeText(outcome));
        },
      });
      if (json) printLine(JSON.stringify({ steps }));
    });
}

function addPair(text: string, before: readonly (typeof CALLS)[number][] = []): (typeof CALLS)[number][] {
  const pair = CALLS.find(([caller, callee]) => `${caller}:${callee}` === text);
  if (pair !== undefined) return [...before, pair];
  throw new InvalidArgumentError(`must be one of ${CALLS.map((known) => known.join(':')).join(', ')}.`);
}

function outcomeText({ step, pairs }: StepOutcome): string {
  const lines = pairs.map(({ pair, signs, accepted }) => `  ${pair.padEnd(18)} ${signs} signs; ${accepted.join(', ')}`);
  return [`${DONE[step]}.`, ...lines].join('\n');
}
