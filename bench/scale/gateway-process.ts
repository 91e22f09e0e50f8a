import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { findFreePort } from '../../cli/stack/free-port.ts';
import { until } from '../../tests/support/until.ts';

const MAIN = path.join(import.meta.dirname, '..', '..', 'gateway', 'main.ts');

export interface GatewayProcess {
  readonly url: string;
  /** From its start to its first answer. */
  readonly readyMs: number;
  readonly residentMegabytes: number;
  stop(): Promise<void>;
}

/** Starts the gateway as a process and waits for its first answer to a query. */
export async function startGatewayProcess(environment: Readonly<Record<string, string>>): Promise<GatewayProcess> {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${String(port)}`;
  const since = performance.now();
  const child = spawn(process.execPath, ['--no-warnings', MAIN], {
    env: { LIFEREADY_ENV: 'test', LOG_LEVEL: 'warn', NODE_ENV: 'production', PORT: String(port), ...environment },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await until(async () => {
    if (child.exitCode !== null) throw new Error('the gateway did not start');
    return answers(url);
  });
  return {
    url,
    readyMs: performance.now() - since,
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

function residentMegabytes(pid: number | undefined): number {
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1_024;
}
