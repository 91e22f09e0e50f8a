import { readFileSync, readdirSync } from 'node:fs';

/** Of Linux on every machine that we run on. */
const TICKS_PER_SECOND = 100;

interface ProcessTimes {
  readonly parent: number;
  /** Seconds of processor time, in user mode and in the kernel. */
  readonly own: number;
  /** The same of its children that have ended. */
  readonly endedChildren: number;
}

/** From `/proc/<pid>/stat`; undefined when there is no such process any more. */
function timesOf(pid: number): ProcessTimes | undefined {
  try {
    // The name may hold anything, spaces and brackets included; what follows its last bracket does not.
    const text = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [parent = 0] = fields.slice(1, 2);
    const [user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = fields.slice(11, 15);
    return {
      parent,
      own: (user + system) / TICKS_PER_SECOND,
      endedChildren: (childrenUser + childrenSystem) / TICKS_PER_SECOND,
    };
  } catch {
    return undefined;
  }
}

/** Processor seconds of a process so far. */
export function cpuSecondsOf(pid: number): number {
  return timesOf(pid)?.own ?? 0;
}

/** Processor seconds of a PostgreSQL server so far, all of its processes together. @param backend any one of them */
export function cpuSecondsOfServer(backend: number): number {
  const postmaster = timesOf(backend)?.parent ?? 0;
  const server = timesOf(postmaster);
  const running = readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid))
    .flatMap((pid) => timesOf(pid) ?? [])
    .filter(({ parent }) => parent === postmaster)
    .reduce((sum, { own }) => sum + own, 0);
  return running + (server?.own ?? 0) + (server?.endedChildren ?? 0);
}

/** Resident memory of a process, in MiB. */
export function residentMib(pid: number): number {
  const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1];
  return Number(kib) / 1_024;
}
