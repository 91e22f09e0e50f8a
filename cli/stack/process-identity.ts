import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * A process that can be told from a later one with the same number: numbers are reused, and in a restarted
 * container very soon. Nothing is ever signalled on its number alone.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in whatever unit the system gives; only compared for equality. */
  readonly startedAt: string;
}

/** How often a process that was told to end is looked at. */
const POLL_MILLISECONDS = 20;

/** @returns the identity of the running process `pid`, or undefined when there is none (or only its exit status is left) */
export async function identify(pid: number): Promise<ProcessIdentity | undefined> {
  const startedAt = existsSync('/proc/self/stat') ? await startFromProc(pid) : await startFromPs(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

/** @returns whether exactly this process still runs */
export async function isRunning(identity: ProcessIdentity): Promise<boolean> {
  return (await identify(identity.pid))?.startedAt === identity.startedAt;
}

/**
 * Ends a process: each signal in turn, waiting up to its time before the next.
 *
 * @param steps signals with the milliseconds allowed to each
 * @returns whether the process is gone
 */
export async function endProcess(
  identity: ProcessIdentity,
  steps: readonly (readonly [NodeJS.Signals, number])[],
): Promise<boolean> {
  for (const [signal, waitMilliseconds] of steps) {
    if (!(await isRunning(identity))) return true;
    try {
      process.kill(identity.pid, signal);
    } catch {
      continue;
    }
    if (await waitUntilGone(identity, waitMilliseconds)) return true;
  }
  return !(await isRunning(identity));
}

async function waitUntilGone(identity: ProcessIdentity, waitMilliseconds: number): Promise<boolean> {
  const deadline = performance.now() + waitMilliseconds;
  while (performance.now() < deadline) {
    if (!(await isRunning(identity))) return true;
    await delay(POLL_MILLISECONDS);
  }
  return false;
}

async function startFromProc(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8').catch(() => undefined);
  return stat === undefined ? undefined : parseProcStat(stat);
}

/**
 * @param stat text of /proc/<pid>/stat, see proc_pid_stat(5)
 * @returns field 22, the start time in clock ticks after boot; undefined for a zombie or a dead process
 */
export function parseProcStat(stat: string): string | undefined {
  // Field 2 is the command in brackets and may itself hold spaces and brackets: count from the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  return state === 'Z' || state === 'X' ? undefined : fields[19];
}

async function startFromPs(pid: number): Promise<string | undefined> {
  const answer = await run('ps', ['-o', 'stat=,lstart=', '-p', String(pid)]).catch(() => undefined);
  const line = answer?.stdout.trim();
  return line === undefined || line === '' || line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '');
}
