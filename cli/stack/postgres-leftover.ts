import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { StackProblem } from './problem.ts';
import { endProcess, identify, type ProcessIdentity } from './process-identity.ts';

const run = promisify(execFile);

/** A server found through the lock file of its data directory. */
export interface RunningServer extends ProcessIdentity {
  /** Whether it accepts connections. */
  readonly ready: boolean;
}

/**
 * Finds the server that runs over a data directory through `postmaster.pid` (its line 1 is the process, its
 * line 8 the state). The number alone proves nothing, so the process must also name this directory in its command line.
 *
 * @returns the server, or undefined when the file is missing, stale, or names somebody else's process
 */
export async function runningServer(dataDirectory: string): Promise<RunningServer | undefined> {
  const text = await readFile(path.join(dataDirectory, 'postmaster.pid'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { pid, ready } = parseLockFile(text);
  const identity = pid === undefined ? undefined : await identify(pid);
  if (identity === undefined || !(await commandLine(identity.pid)).includes(dataDirectory)) return undefined;
  return { ...identity, ready };
}

/** @param text content of `postmaster.pid` */
export function parseLockFile(text: string): { pid: number | undefined; ready: boolean } {
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  return { pid: Number.isInteger(pid) && pid > 1 ? pid : undefined, ready: lines[7]?.trim() === 'ready' };
}

/**
 * Ends the server of a data directory, if there is one, and removes a stale lock file. PostgreSQL removes
 * one by itself only when the number in it is free; after a kill it may belong to any other process by now.
 *
 * @throws StackProblem when the server does not end
 */
export async function removeLeftover(
  dataDirectory: string,
  steps: readonly (readonly [NodeJS.Signals, number])[],
): Promise<void> {
  const server = await runningServer(dataDirectory);
  if (server !== undefined && !(await endProcess(server, steps))) {
    throw new StackProblem(`PostgreSQL (process ${String(server.pid)}) does not stop.`, {
      hint: `It uses ${dataDirectory}.`,
    });
  }
  await rm(path.join(dataDirectory, 'postmaster.pid'), { force: true });
}

async function commandLine(pid: number): Promise<string> {
  if (existsSync('/proc/self/cmdline')) {
    return (await readFile(`/proc/${String(pid)}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ');
  }
  const answer = await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).catch(() => undefined);
  return answer?.stdout ?? '';
}
