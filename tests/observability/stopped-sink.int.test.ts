import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { findFreePort } from '../../cli/stack/free-port.ts';
import { createAuditEnvironment } from '../../subgraphs/audit/testing/audit-environment.ts';
import { factEvent } from '../../subgraphs/audit/testing/events.ts';
import { compiledCode } from '../support/compiled-code.ts';
import { until } from '../support/until.ts';
import { parsePlainYaml } from './plain-yaml.ts';
import type { ChildProcess } from 'node:child_process';
import type { Writable } from 'node:stream';
import type { AuditEnvironment } from '../../subgraphs/audit/testing/audit-environment.ts';

const CONFIGURATION = new URL('../../infra/observability/fluent-bit/audit.yaml', import.meta.url);
const SINK = path.join(import.meta.dirname, 'line-sink.ts');
const AUDIT = path.join(import.meta.dirname, '..', '..', 'subgraphs', 'audit', 'main.ts');
const CALLS = 20;
const EVENTS_PER_CALL = 64;

let folder: string;
let environment: AuditEnvironment;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'lifeready-sink-'));
  environment = await createAuditEnvironment();
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
  await environment.remove();
});

/** The rule of the shipped configuration. */
function shippedRule(): string {
  const { pipeline } = parsePlainYaml(readFileSync(CONFIGURATION, 'utf8')) as unknown as {
    pipeline: { filters: Record<string, string>[] };
  };
  return pipeline.filters.find(({ name }) => name === 'rewrite_tag')?.['rule'] ?? '';
}

function run(command: readonly string[], stdio: ['ignore' | 'pipe', 'inherit' | Writable], port = 0): ChildProcess {
  const child = spawn(process.execPath, ['--no-warnings', ...command], {
    stdio: [...stdio, 'inherit'],
    env: { ...compiledCode(), ...environment.variables, HOST: '127.0.0.1', PORT: String(port) },
  });
  children.push(child);
  return child;
}

test('[R-117] a sink that is stopped blocks no append; when it goes on, it has every entry', async () => {
  const kept = path.join(folder, 'kept');
  const indexes = (): number[] => (existsSync(kept) ? readFileSync(kept, 'utf8').trim().split('\n').map(Number) : []);
  const sink = run([SINK, shippedRule(), kept], ['pipe', 'inherit']);
  if (sink.stdin === null) throw new Error('the sink has no standard input');
  const port = await findFreePort();
  run([AUDIT], ['ignore', sink.stdin], port);
  const client = environment.asCase(`http://127.0.0.1:${String(port)}`);
  const append = (): Promise<{ status: number }> =>
    client.send({
      method: 'POST',
      path: '/internal/append',
      json: { events: Array.from({ length: EVENTS_PER_CALL }, () => factEvent()) },
    });
  await until(async () => {
    const answer = await fetch(`http://127.0.0.1:${String(port)}/readyz`).catch(() => undefined);
    return answer?.status === 200;
  });
  expect((await append()).status).toBe(200);
  await until(() => indexes().length === EVENTS_PER_CALL);
  sink.kill('SIGSTOP');
  for (let call = 0; call < CALLS; call += 1) expect((await append()).status).toBe(200);
  expect(indexes()).toHaveLength(EVENTS_PER_CALL);
  sink.kill('SIGCONT');
  const all = (CALLS + 1) * EVENTS_PER_CALL;
  await until(() => indexes().length === all);
  expect(indexes()).toEqual(Array.from({ length: all }, (_, index) => index));
  await client.service.close();
});
