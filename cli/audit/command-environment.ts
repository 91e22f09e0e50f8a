import { TlogError } from '#platform/tlog';
import { defaultPolicyPath } from './load-policy.ts';

/** What the audit commands need of the process they run in. */
export interface CommandEnvironment {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether standard error is read by a person, who wants to see progress. */
  readonly showsProgress: boolean;
  /** All of standard input, as text. */
  readonly readInput: () => Promise<string>;
  /** Sets the exit code of the process when it ends by itself. */
  readonly setExitCode: (code: number) => void;
  /** Ends the process, for mistakes in the arguments. */
  readonly exit: (code: number) => never;
  readonly defaultPolicyPath: string;
}

export const thisProcess: CommandEnvironment = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  showsProgress: process.stderr.isTTY,
  readInput: async () => {
    const parts: Buffer[] = [];
    for await (const part of process.stdin as AsyncIterable<Buffer>) parts.push(part);
    return Buffer.concat(parts).toString('utf8');
  },
  setExitCode: (code) => (process.exitCode = code),
  exit: (code) => process.exit(code),
  defaultPolicyPath,
};

/** What kept a file from being read, or null for an error that is our own mistake and must not look like the user's. */
export function readingProblem(error: unknown): string | null {
  if (error instanceof TlogError) return error.message;
  if (typeof error !== 'object' || error === null || !('syscall' in error) || !('message' in error)) return null;
  const place = 'path' in error ? String(error.path) : 'it';
  if ('code' in error && error.code === 'EEXIST') return `${place} is there already, and is not replaced`;
  if ('code' in error && error.code === 'ENOENT') return `${place} is not there`;
  return String(error.message);
}
