import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { generateServiceKey, type ServiceKeyEntry } from '#platform/signing';

import { writeWhole } from '../private-file.ts';
import type { ProcessName } from '../services.ts';

/** Who may call whom. A process holds the keys of its own pairs and no others. */
export const CALLS: readonly (readonly [caller: ProcessName, callee: ProcessName])[] = [
  ['gateway', 'identity'],
  ['gateway', 'vault'],
  ['gateway', 'case'],
  ['gateway', 'incident'],
  ['gateway', 'audit'],
  ['identity', 'audit'],
  ['vault', 'audit'],
  ['case', 'audit'],
  ['incident', 'audit'],
  ['case', 'vault'],
  ['case', 'identity'],
];

const HOLDERS: readonly ProcessName[] = ['gateway', 'identity', 'vault', 'case', 'incident', 'audit'];

/** @returns the file with the keys of the pairs that `name` belongs to */
export function serviceKeysFile(keysFolder: string, name: ProcessName): string {
  return path.join(keysFolder, name, 'service-keys.json');
}

/** @returns the entries that `name` needs */
export function keysOf(entries: readonly ServiceKeyEntry[], name: ProcessName): ServiceKeyEntry[] {
  return entries.filter(({ caller, callee }) => caller === name || callee === name);
}

/** Keeps the keys that exist, makes those that are missing, and writes one file per process. */
export async function prepareServiceKeys(keysFolder: string): Promise<void> {
  const known = (await Promise.all(HOLDERS.map((name) => readEntries(serviceKeysFile(keysFolder, name))))).flat();
  const entries = CALLS.map(
    ([caller, callee]) =>
      known.find((key) => key.caller === caller && key.callee === callee) ?? generateServiceKey(caller, callee),
  );
  await Promise.all(
    HOLDERS.map((name) =>
      writeWhole(serviceKeysFile(keysFolder, name), `${JSON.stringify(keysOf(entries, name), null, 2)}\n`),
    ),
  );
}

async function readEntries(file: string): Promise<ServiceKeyEntry[]> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? [] : (JSON.parse(text) as ServiceKeyEntry[]);
}
