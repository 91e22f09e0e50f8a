import { spawn, type ChildProcess } from 'node:child_process';
import { open } from 'node:fs/promises';

import { rotateWhenLarge } from './log-file.ts';
import { identify, type ProcessIdentity } from './process-identity.ts';

/**
 * Size of a half of the young generation. The default of 16 lets six processes hold 100 MB more than they need; below 4 they
 * collect more often than it saves.
 */
const YOUNG_GENERATION_MEGABYTES = 2;

/** @returns what bounds the heap of a process. Node's own defaults let garbage grow with the memory of the machine. */
export function heapFlags(heapMegabytes: number): readonly string[] {
  return [
    `--max-old-space-size=${String(heapMegabytes)}`,
    `--max-semi-space-size=${String(YOUNG_GENERATION_MEGABYTES)}`,
  ];
}

/** A program of the checkout, run by the same Node as this command. */
export interface Program {
  /** Path of its entry file, and its arguments. */
  readonly command: readonly string[];
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** Upper bound of its JavaScript heap. */
  readonly heapMegabytes: number;
  /**
   * Whether Ctrl-C at the terminal does not reach it, because its supervisor stops it in order. Tests say no: a test run
   * that is broken off then takes everything with it.
   */
  readonly ownProcessGroup: boolean;
}

/** A started program. */
export interface RunningProgram {
  readonly identity: ProcessIdentity;
  /** Settles when it ends, with a phrase such as "exit code 1" or "SIGKILL". */
  readonly ended: Promise<string>;
}

/**
 * Starts a program. It writes to its log directly, so that the log goes on when the supervisor is killed.
 *
 * @throws when it cannot be started at all
 */
export async function spawnProgram(program: Program): Promise<RunningProgram> {
  await rotateWhenLarge(program.logFile);
  const log = await open(program.logFile, 'a', 0o600);
  try {
    const child = spawn(
      process.execPath,
      [...heapFlags(program.heapMegabytes), '--disable-warning=ExperimentalWarning', ...program.command],
      {
        cwd: program.workingDirectory,
        env: program.environment,
        detached: program.ownProcessGroup,
        stdio: ['ignore', log.fd, log.fd],
      },
    );
    const ended = whenEnded(child);
    const identity = child.pid === undefined ? undefined : await identify(child.pid);
    // It may have ended before it could be looked at; its number alone then stands for nothing.
    return { identity: identity ?? { pid: child.pid ?? 0, startedAt: 'unknown' }, ended };
  } finally {
    await log.close();
  }
}

function whenEnded(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      resolve(error.message);
    });
    child.once('exit', (code, signal) => {
      resolve(signal ?? `exit code ${String(code)}`);
    });
  });
}
