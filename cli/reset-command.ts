import { rm } from 'node:fs/promises';

import type { Command } from 'commander';

import { printLine } from './output.ts';
import { lockHolder } from './stack/lock.ts';
import { stackPaths, type StackPaths } from './stack/paths.ts';
import { outsideDirectory } from './stack/postgres-location.ts';
import { removeLeftover } from './stack/postgres-leftover.ts';
import { StackProblem } from './stack/problem.ts';
import { endRecordedProcesses } from './stack/stack-record.ts';

/** Registers `reset`: forgets everything the embedded stack has stored on this machine. */
export function registerResetCommand(program: Command): void {
  program
    .command('reset')
    .description('forget everything: databases, documents, keys, demo people')
    .action(async () => {
      const paths = stackPaths();
      await reset(paths);
      printLine(`Forgotten: ${paths.state}`);
    });
}

/**
 * Ends what a killed stack left running and removes all of its state.
 *
 * @throws StackProblem while the stack runs
 */
export async function reset(paths: StackPaths): Promise<void> {
  const holder = await lockHolder(paths.lock);
  if (holder !== undefined) {
    throw new StackProblem(
      `LifeReady runs from this checkout (process ${String(holder.pid)}), so nothing is removed.`,
      {
        hint: 'Stop it with Ctrl-C in its terminal first.',
      },
    );
  }
  await endRecordedProcesses(paths.record);
  const outside = outsideDirectory(paths.postgres);
  for (const cluster of [paths.postgres, `${outside}/postgres`])
    await removeLeftover(`${cluster}/data`, [['SIGKILL', 5_000]]);
  await rm(outside, { recursive: true, force: true });
  await rm(paths.state, { recursive: true, force: true });
}
