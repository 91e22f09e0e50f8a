import { rm } from 'node:fs/promises';

import { z } from 'zod';

import { readJson, writeWhole } from './private-file.ts';
import { endProcess, isRunning } from './process-identity.ts';

const port = z.number().int().min(1).max(65_535);

const recordSchema = z.object({
  url: z.string(),
  ports: z.object({
    gateway: port,
    postgres: port,
    identity: port,
    vault: port,
    case: port,
    incident: port,
    audit: port,
    witness: port,
    operations: port,
  }),
  processes: z.record(z.string(), z.object({ pid: z.number().int(), startedAt: z.string() })),
});

/** What is written down about a running stack: enough to find and end every process of it after the supervisor was killed. */
export type StackRecord = z.output<typeof recordSchema>;

/** Whatever a killed supervisor left behind gets a moment to finish what it does, and no more. */
const LEFTOVER_STEPS = [
  ['SIGTERM', 2_000],
  ['SIGKILL', 2_000],
] as const;

/** @returns the record of the last stack, or undefined when there is none */
export function readRecord(file: string): Promise<StackRecord | undefined> {
  return readJson(file, recordSchema);
}

/** Writes the record down; each write replaces it whole. */
export function writeRecord(file: string, record: StackRecord): Promise<void> {
  return writeWhole(file, `${JSON.stringify(record, null, 2)}\n`);
}

/**
 * Ends the services that a killed supervisor left running. Only processes that still are the recorded ones are touched.
 *
 * @returns names of those that were ended
 */
export async function endRecordedProcesses(file: string): Promise<string[]> {
  const record = await readRecord(file);
  const ended = await Promise.all(
    Object.entries(record?.processes ?? {}).map(async ([name, identity]) => {
      if (!(await isRunning(identity))) return [];
      await endProcess(identity, LEFTOVER_STEPS);
      return [name];
    }),
  );
  await rm(file, { force: true });
  return ended.flat();
}
