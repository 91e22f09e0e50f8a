import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { fingerprint } from './fingerprint.ts';
import type { StackPaths } from './paths.ts';
import { endProcess, isRunning } from './process-identity.ts';
import { SERVICES } from './services.ts';
import { spawnProgram } from './spawn-program.ts';

/** The person who waited for the start is served first. */
const DELAY_MILLISECONDS = 15_000;
const HEAP_MEGABYTES = 160;

/**
 * The compiled form of the code, kept between starts. A process that finds it incomplete would write what is missing when it
 * ends, which takes a second and makes a stop slow; so the processes only ever use a complete one, and it is made by
 * a process of its own, at the lowest priority, some time after a start.
 */
export interface CodeCache {
  /** The folder when it is complete for the installed packages and this Node; undefined otherwise. */
  readonly folder: string | undefined;
  /** Makes it, once the start is long over; does nothing when it is complete. Errors only cost speed and are dropped. */
  complete(signal: AbortSignal): Promise<void>;
  /** Makes it at once, unless it is complete, for whoever starts many processes. @returns the folder, undefined when it failed */
  completeNow(): Promise<string | undefined>;
}

export async function openCodeCache(paths: StackPaths): Promise<CodeCache> {
  const stamp = path.join(paths.compileCache, 'complete');
  const wanted = `${process.version} ${await fingerprint(paths.checkout, ['package-lock.json'])}`;
  const complete = (await readFile(stamp, 'utf8').catch(() => undefined)) === wanted;
  const make = async (run: Omit<CompileRun, 'paths'>): Promise<boolean> => {
    await rm(paths.compileCache, { recursive: true, force: true });
    await mkdir(paths.compileCache, { recursive: true, mode: 0o700 });
    const made = await compile({ ...run, paths });
    if (made) await writeFile(stamp, wanted);
    return made;
  };
  return {
    folder: complete ? paths.compileCache : undefined,
    complete: async (signal) => {
      if (complete || !existsSync(path.join(paths.checkout, 'gateway', 'app.ts'))) return;
      await delay(DELAY_MILLISECONDS, undefined, { signal, ref: false });
      await make({ signal, priority: constants.priority.PRIORITY_LOW });
    },
    completeNow: async () => {
      const run = { signal: new AbortController().signal, priority: undefined };
      return complete || (await make(run)) ? paths.compileCache : undefined;
    },
  };
}

interface CompileRun {
  readonly paths: StackPaths;
  /** Breaks it off. */
  readonly signal: AbortSignal;
  /** Of its process, as the operating system counts; that of this process when undefined. */
  readonly priority: number | undefined;
}

/** Importing a program's parts compiles them; they are written to the cache when the process ends. */
async function compile({ paths, signal, priority }: CompileRun): Promise<boolean> {
  const apps = [
    ...SERVICES.map((service) => path.join('subgraphs', service, 'app.ts')),
    path.join('witness', 'app.ts'),
    path.join('gateway', 'app.ts'),
    path.join('cli', 'start-command.ts'),
  ];
  const script = apps.map((app) => `await import(${JSON.stringify(path.join(paths.checkout, app))});`).join('\n');
  const { identity, ended } = await spawnProgram({
    command: ['--input-type=module', '--eval', script],
    workingDirectory: paths.checkout,
    environment: { NODE_ENV: 'production', NODE_COMPILE_CACHE: paths.compileCache },
    logFile: paths.log('compile'),
    heapMegabytes: HEAP_MEGABYTES,
    ownProcessGroup: true,
  });
  if (priority !== undefined && (await isRunning(identity))) setPriority(identity.pid, priority);
  const interrupt = (): void => {
    void endProcess(identity, [['SIGKILL', 1_000]]);
  };
  signal.addEventListener('abort', interrupt, { once: true });
  const how = await ended;
  signal.removeEventListener('abort', interrupt);
  return how === 'exit code 0';
}
