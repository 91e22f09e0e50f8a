import { execFile } from 'node:child_process';
import path from 'node:path';
import { readEnvironment } from '../../../cli/environment.ts';

const PROGRAM = path.join(import.meta.dirname, '..', '..', '..', 'cli', 'lifeready.mjs');

export interface OperationsRun {
  readonly code: number;
  /** What was printed, as JSON. */
  readonly json: Readonly<Record<string, unknown>>;
  readonly out: string;
  readonly err: string;
}

/** Runs `lifeready operations … --json` as a process, as people do. @param token of whoever asks; on no command line */
export function runOperations(token: string | undefined, ...args: readonly string[]): Promise<OperationsRun> {
  const env = { ...readEnvironment().inherited, ...(token === undefined ? {} : { LIFEREADY_TOKEN: token }) };
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, 'operations', ...args, '--json'], { env }, (error, out, err) => {
      const code = error === null ? 0 : Number(error.code);
      resolve({ code, out, err, json: jsonOf(out) });
    });
  });
}

function jsonOf(text: string): OperationsRun['json'] {
  try {
    return JSON.parse(text) as OperationsRun['json'];
  } catch {
    return {};
  }
}
