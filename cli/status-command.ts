import type { Command } from 'commander';

import { EXIT, printLine } from './output.ts';
import { lockHolder } from './stack/lock.ts';
import { stackPaths, type StackPaths } from './stack/paths.ts';
import { isRunning } from './stack/process-identity.ts';
import { readRecord } from './stack/stack-record.ts';

/** What `status` answers, for programs as it is. */
export interface StackStatus {
  readonly running: boolean;
  readonly url: string | undefined;
  readonly processes: readonly {
    readonly name: string;
    readonly pid: number;
    readonly port: number | undefined;
    readonly running: boolean;
  }[];
}

/** Registers `status`: what runs from this checkout. */
export function registerStatusCommand(program: Command): void {
  program
    .command('status')
    .description('say what runs from this checkout; exit code 1 when nothing does')
    .option('--json', 'print JSON')
    .action(async (flags: { json?: boolean }) => {
      const status = await stackStatus(stackPaths());
      printLine(flags.json === true ? JSON.stringify(status) : statusText(status));
      process.exitCode = status.running ? EXIT.done : EXIT.failed;
    });
}

/** @returns what runs over a state folder */
export async function stackStatus(paths: StackPaths): Promise<StackStatus> {
  const holder = await lockHolder(paths.lock);
  const record = holder === undefined ? undefined : await readRecord(paths.record);
  const ports: Readonly<Record<string, number>> = record?.ports ?? {};
  const started = Object.entries(record?.processes ?? {});
  const processes = await Promise.all(
    started
      .sort(([one], [other]) => one.localeCompare(other))
      .map(async ([name, identity]) => ({
        name,
        pid: identity.pid,
        port: ports[name],
        running: await isRunning(identity),
      })),
  );
  return { running: holder !== undefined, url: record?.url, processes };
}

function statusText(status: StackStatus): string {
  if (!status.running) return 'LifeReady does not run from this checkout.';
  const lines = status.processes.map(
    ({ name, pid, port, running }) =>
      `  ${name.padEnd(9)} port ${String(port ?? '?').padEnd(6)} process ${String(pid)}${running ? '' : '  (not running)'}`,
  );
  return [`LifeReady runs at ${status.url ?? 'an address not known yet (it is starting)'}`, ...lines].join('\n');
}
