import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { readEnvironment } from '../../../cli/environment.ts';
import { prepareKeys } from '../../../cli/stack/keys/prepare-keys.ts';
import { eraserEnvironment } from '../../../cli/stack/service-environment.ts';
import { compiledCode } from '../compiled-code.ts';
import type { Stack } from '../../../cli/stack/stack.ts';

const run = promisify(execFile);

/** What the job that erases has written. */
export interface EraserRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the job as a process of its own against a running stack, as an operator of the deployment would. */
export async function runEraser(stack: Stack, args: readonly string[]): Promise<EraserRun> {
  const { ports, paths } = stack;
  const keys = await prepareKeys(paths);
  const { inherited } = readEnvironment();
  const env = {
    ...compiledCode(),
    ...eraserEnvironment({ environment: 'test', ports, paths, keys, mtls: false, inherited }),
  };
  const job = path.join(paths.checkout, 'subgraphs', 'audit', 'erase.ts');
  try {
    const { stdout, stderr } = await run(process.execPath, ['--no-warnings', job, ...args], { env });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}
