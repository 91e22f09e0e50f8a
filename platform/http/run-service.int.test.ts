import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import type { ChildProcess } from 'node:child_process';
import type { IncomingMessage } from 'node:http';

interface Line {
  readonly level: string;
  readonly msg: string;
  readonly err?: { readonly message: string };
  readonly addresses?: readonly { readonly port: number }[];
}

interface Running {
  readonly child: ChildProcess;
  readonly lines: Line[];
  /** Resolves with the first line that says `msg`. */
  said(msg: string): Promise<Line>;
  readonly exit: Promise<number | null>;
}

const PROGRAM = fileURLToPath(new URL('./testing/draining-service.ts', import.meta.url));
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start(...args: string[]): Running {
  const child = spawn(process.execPath, ['--no-warnings', PROGRAM, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines: Line[] = [];
  const waiting = new Map<string, PromiseWithResolvers<Line>>();
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = JSON.parse(text) as Line;
    lines.push(line);
    waiting.get(line.msg)?.resolve(line);
  });
  const said = (msg: string): Promise<Line> => {
    const known = lines.find((line) => line.msg === msg);
    if (known !== undefined) return Promise.resolve(known);
    const later = waiting.get(msg) ?? Promise.withResolvers<Line>();
    waiting.set(msg, later);
    return later.promise;
  };
  return { child, lines, said, exit: once(child, 'close').then(([code]) => code as number | null) };
}

async function portOf({ said }: Running): Promise<number> {
  return (await said('listening')).addresses?.[0]?.port ?? 0;
}

async function get(port: number, url: string, agent?: Agent): Promise<{ status: number; body: string }> {
  const [answer] = (await once(request({ port, host: '127.0.0.1', path: url, agent }).end(), 'response')) as [
    IncomingMessage,
  ];
  let body = '';
  for await (const part of answer) body += String(part);
  return { status: answer.statusCode ?? 0, body };
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  '[R-131] %s: what is in flight is answered, pools are closed in order, exit 0',
  async (signal) => {
    const running = start();
    const port = await portOf(running);
    // A kept connection must not hold up the end.
    const agent = new Agent({ keepAlive: true });
    await get(port, '/healthz', agent);
    const slow = get(port, '/slow', agent);
    await running.said('in flight');
    running.child.kill(signal);
    await running.said('stopping');
    // Refused, or cut off, or told so: depends on the moment.
    const late = await get(port, '/healthz').catch(() => undefined);
    expect(late?.status ?? 503).toBe(503);
    running.child.kill('SIGUSR2');
    expect((await slow).status).toBe(200);
    expect(await running.exit).toBe(0);
    const closings = running.lines.map(({ msg }) => msg).filter((msg) => msg.startsWith('closed'));
    expect(closings).toEqual(['closed the first', 'closed the second']);
    agent.destroy();
  },
);

test('[R-131] a second signal changes nothing', async () => {
  const running = start();
  const port = await portOf(running);
  const slow = get(port, '/slow');
  await running.said('in flight');
  running.child.kill('SIGTERM');
  await running.said('stopping');
  running.child.kill('SIGTERM');
  running.child.kill('SIGINT');
  running.child.kill('SIGUSR2');
  expect((await slow).status).toBe(200);
  expect(await running.exit).toBe(0);
});

test('[R-126] a start that fails is logged with its cause and exits 1', async () => {
  const running = start('FAIL');
  expect(await running.exit).toBe(1);
  expect(running.lines).toEqual([
    expect.objectContaining({
      level: 'fatal',
      msg: 'could not start',
      err: expect.objectContaining({ message: 'the database is unreachable' }),
    }),
  ]);
});

test.each([
  ['/crash', 'uncaught exception', 'outside every request'],
  ['/reject', 'unhandled rejection', 'handled by nobody'],
])('[R-132] %s is logged as fatal and exits 1', async (url, msg, message) => {
  const running = start();
  await get(await portOf(running), url).catch(() => undefined);
  expect(await running.exit).toBe(1);
  expect(running.lines).toContainEqual(
    expect.objectContaining({ level: 'fatal', msg, err: expect.objectContaining({ message }) }),
  );
});
