import { spawn } from 'node:child_process';

/** How a child process ended. `output` is empty when it wrote straight to the terminal. */
export type CommandResult = {
  readonly exitCode: number;
  readonly output: string;
  readonly seconds: number;
};

export type CommandOptions = {
  /** `capture` keeps stdout and stderr, in the order they came; `show` passes them through. */
  readonly output: 'capture' | 'show';
  /** Variables added to those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Working directory; that of this process when left out. */
  readonly cwd?: string;
};

/** The exit code of a process that was ended by a signal or could not be started. */
const NO_EXIT_CODE = 1;

/**
 * Runs a program to its end. Never rejects: a program that cannot be started is a failed one, with the reason as output.
 */
export function runCommand(command: string, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const startedAtMs = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', options.output === 'show' ? 'inherit' : 'pipe', options.output === 'show' ? 'inherit' : 'pipe'],
      env: { ...process.env, ...options.env },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
    const chunks: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
    const finish = (exitCode: number, extra = ''): void => {
      const seconds = (performance.now() - startedAtMs) / 1000;
      resolve({ exitCode, output: Buffer.concat(chunks).toString('utf8') + extra, seconds });
    };
    child.once('error', (error) => {
      finish(NO_EXIT_CODE, `${command} could not be started: ${error.message}\n`);
    });
    child.once('close', (code) => {
      finish(code ?? NO_EXIT_CODE);
    });
  });
}
