import { setTimeout as delay } from 'node:timers/promises';

import { readableTail } from './log-lines.ts';
import { StackProblem } from './problem.ts';
import { endProcess } from './process-identity.ts';
import { spawnProgram, type Program } from './spawn-program.ts';

/** Migrations and seeding do little work; one that takes this long waits for something that never comes. */
const JOB_DEADLINE_MILLISECONDS = 120_000;

/**
 * Runs a program to its end.
 *
 * @param what what it does, for the message ("The migrations of vault")
 * @param signal ends it early
 * @throws StackProblem with the last log lines when it fails or takes too long
 */
export async function runJob(what: string, program: Program, signal: AbortSignal): Promise<void> {
  const { identity, ended } = await spawnProgram(program);
  const finished = new AbortController();
  const stopWaiting = AbortSignal.any([signal, finished.signal]);
  const late = delay(JOB_DEADLINE_MILLISECONDS, undefined, { signal: stopWaiting }).then(
    () => `took longer than ${String(JOB_DEADLINE_MILLISECONDS / 1000)} s`,
    () => 'was interrupted',
  );
  const outcome = await Promise.race([ended, late]);
  finished.abort();
  if (outcome === 'exit code 0') return;
  await endProcess(identity, [
    ['SIGTERM', 500],
    ['SIGKILL', 1_000],
  ]);
  const tail = await readableTail(program.logFile, 12);
  throw new StackProblem(`${what} failed (${outcome}).`, { hint: `Last lines of ${program.logFile}:\n${tail}` });
}
