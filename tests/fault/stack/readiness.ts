import { setTimeout as delay } from 'node:timers/promises';
import { LOOPBACK } from '../../../cli/stack/free-port.ts';
import { LOGS } from './settings.ts';
import type { FaultStack } from './fault-stack.ts';
import type { LogInstance } from './settings.ts';

const POLL_MS = 30;
const PROBE_TIMEOUT_MS = 2_000;
/** A process that ended by itself is started again after a pause, which grows. */
const READY_WITHIN_MS = 45_000;

/** Waits until every process is ready. @returns what is not, long after it should be */
export async function whatIsNotReady({ stack, logs }: FaultStack): Promise<string[]> {
  const { ports } = stack;
  const names = ['identity', 'vault', 'case', 'incident', 'witness', 'gateway'] as const;
  const urls = new Map<string, string>([
    ...names.map((name) => [name, `http://${LOOPBACK}:${String(ports[name])}`] as const),
    ...Object.entries(logs),
  ]);
  const deadline = performance.now() + READY_WITHIN_MS;
  for (;;) {
    const states = await Promise.all([...urls].map(async ([name, url]) => [name, await isReady(url)] as const));
    const missing = states.filter(([, ready]) => !ready).map(([name]) => name);
    if (missing.length === 0 && (await whoWrites(logs)) !== undefined) return [];
    if (performance.now() > deadline)
      return missing.length === 0 ? ['nobody writes the log'] : missing.map((name) => `${name} is not ready`);
    await delay(POLL_MS);
  }
}

/** @returns the instance of the audit service that says it writes the log */
export async function whoWrites(logs: Readonly<Record<LogInstance, string>>): Promise<LogInstance | undefined> {
  const writers = await Promise.all(
    LOGS.map(async (log) => {
      const answer = await probe(logs[log]);
      const { dependencies } = ((await answer?.json().catch(() => undefined)) ?? {}) as {
        dependencies?: { writer?: string };
      };
      return dependencies?.writer === 'ok' ? [log] : [];
    }),
  );
  return writers.flat()[0];
}

async function isReady(url: string): Promise<boolean> {
  const answer = await probe(url);
  await answer?.body?.cancel();
  return answer?.status === 200;
}

function probe(url: string): Promise<Response | undefined> {
  return fetch(new URL('/readyz', url), { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) }).catch(() => undefined);
}
