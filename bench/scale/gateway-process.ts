import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findFreePort } from '../../cli/stack/free-port.ts';

const MAIN = path.join(import.meta.dirname, '..', '..', 'gateway', 'main.ts');

/** How often it is asked; the error of what is measured. */
const POLL_MS = 10;

/** Of the kernel, on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

export interface GatewayProcess {
  readonly url: string;
  readonly pid: number;
  /** From its start to its first answer. */
  readonly readyMs: number;
  /** Time of a processor until then: what a busy machine does not change as much. */
  readonly processorMs: number;
  readonly residentMegabytes: number;
  stop(): Promise<void>;
}

/** Starts the gateway as a process and waits for its first answer to a query. @param flags of Node */
export async function startGatewayProcess(
  environment: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
): Promise<GatewayProcess> {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${String(port)}`;
  const since = performance.now();
  const child = spawn(process.execPath, ['--no-warnings', ...flags, MAIN], {
    env: { LIFEREADY_ENV: 'test', LOG_LEVEL: 'warn', NODE_ENV: 'production', PORT: String(port), ...environment },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  // However long it takes on a busy machine.
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error('the gateway did not start');
    await delay(POLL_MS);
  }
  return {
    url,
    pid: child.pid ?? 0,
    readyMs: performance.now() - since,
    processorMs: processorMs(child.pid),
    residentMegabytes: residentMegabytes(child.pid),
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ __typename }"}',
    });
    await response.body?.cancel();
    return response.status === 200;
  } catch {
    return false;
  }
}

/** proc_pid_stat(5): utime and stime, the twelfth and the thirteenth after the name. */
function processorMs(pid: number | undefined): number {
  const [, numbers = ''] = readFileSync(`/proc/${String(pid)}/stat`, 'utf8').split(') ');
  const [user = 0, system = 0] = numbers.split(' ').slice(11, 13).map(Number);
  return (user + system) * (1_000 / TICKS_PER_SECOND);
}

function residentMegabytes(pid: number | undefined): number {
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1_024;
}
