import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { compiledCode } from '../../../tests/support/compiled-code.ts';
import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';

const MAIN = path.join(import.meta.dirname, '..', 'main.ts');

/** The audit service as a process of its own, whose standard output can be left unread. */
export interface AuditProcess {
  readonly url: string;
  /** Lines that were read so far, logs and entries. */
  lines(): string[];
  /** Indexes of the entries among them, as they came. */
  forwarded(): number[];
  /** Reads nothing more, so that the pipe fills up. */
  stopReading(): void;
  goOnReading(): void;
  /** Closes the end that reads. */
  leave(): void;
  /** @returns the exit code, null when a signal ended it */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

/** Starts it and waits until it listens. @param environment complete but for the address */
export async function startAuditProcess(environment: Readonly<Record<string, string>>): Promise<AuditProcess> {
  const child = spawn(process.execPath, ['--no-warnings', MAIN], {
    env: { ...compiledCode(), ...environment, HOST: '127.0.0.1', PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { stdout } = child;
  let text = '';
  stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const lines = (): string[] =>
    text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .slice(0, -1);
  const exit = once(child, 'exit').then(([code]) => code as number | null);
  const port = await listeningPort(stdout, lines, child);
  return {
    url: `http://127.0.0.1:${String(port)}`,
    lines,
    forwarded: () => lines().flatMap(indexIn),
    stopReading: () => stdout.pause(),
    goOnReading: () => stdout.resume(),
    leave: () => stdout.destroy(),
    end: async (signal) => {
      child.kill(signal);
      return exit;
    },
  };
}

async function listeningPort(stdout: Readable, lines: () => string[], child: ChildProcess): Promise<number> {
  for (;;) {
    for (const line of lines()) {
      const { msg, addresses } = JSON.parse(line) as { msg: string; addresses?: { port: number }[] };
      if (msg === 'listening') return addresses?.[0]?.port ?? 0;
    }
    if (child.exitCode !== null) throw new Error(`the service ended: ${lines().join('\n')}`);
    await Promise.race([once(stdout, 'data'), once(child, 'exit')]);
  }
}

function indexIn(line: string): number[] {
  const { _logType, audit } = JSON.parse(line) as { _logType?: string; audit?: { index: number } };
  return _logType === 'audit' && audit !== undefined ? [audit.index] : [];
}
