import { link, rm } from 'node:fs/promises';

import { z } from 'zod';

import { errorCode } from './error-code.ts';
import { readJson, writeWhole } from './private-file.ts';
import { StackProblem } from './problem.ts';
import { identify, isRunning, type ProcessIdentity } from './process-identity.ts';

const holderSchema = z.object({ pid: z.number().int(), startedAt: z.string() });

/** @returns the process that holds the lock now, or undefined when nobody does (a holder that was killed does not count) */
export async function lockHolder(file: string): Promise<ProcessIdentity | undefined> {
  const holder = await readJson(file, holderSchema);
  return holder !== undefined && (await isRunning(holder)) ? holder : undefined;
}

/**
 * Takes the lock of a checkout's state, so that only one stack runs over it. A lock whose holder was killed is
 * taken over. Linking a finished file is atomic: of several that try at once, one succeeds.
 *
 * @param taken the problem to report when another process holds it
 * @returns a function that gives the lock back
 * @throws StackProblem when another process holds it
 */
export async function takeLock(
  file: string,
  taken: (pid: number | undefined) => StackProblem = alreadyRunning,
): Promise<() => Promise<void>> {
  const self = await identify(process.pid);
  if (self === undefined) throw new StackProblem('This process could not be identified.');
  const claim = `${file}.${String(self.pid)}`;
  await rm(claim, { force: true });
  await writeWhole(claim, JSON.stringify(self));
  try {
    await claimLock(file, claim, taken);
  } finally {
    await rm(claim, { force: true });
  }
  const holder = await lockHolder(file);
  if (holder?.pid !== self.pid) throw taken(holder?.pid);
  return async () => {
    if ((await lockHolder(file))?.pid === self.pid) await rm(file, { force: true });
  };
}

async function claimLock(file: string, claim: string, taken: (pid: number | undefined) => StackProblem): Promise<void> {
  const linked = await tryLink(claim, file);
  if (linked) return;
  const holder = await lockHolder(file);
  if (holder !== undefined) throw taken(holder.pid);
  await rm(file, { force: true });
  if (!(await tryLink(claim, file))) throw taken((await lockHolder(file))?.pid);
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function alreadyRunning(pid: number | undefined): StackProblem {
  return new StackProblem(
    `LifeReady already runs from this checkout${pid === undefined ? '' : ` (process ${String(pid)})`}.`,
    {
      hint: 'Stop it with Ctrl-C in its terminal first. A second checkout can run beside it on another port.',
    },
  );
}
