import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { generateServiceKey, parseServiceKeyEntries, type ServiceKeyEntry } from '#platform/signing';

import { takeLock } from '../lock.ts';
import { writeWhole } from '../private-file.ts';
import { StackProblem } from '../problem.ts';
import type { Callee, KeyHolder } from '../services.ts';
import { mergePairKeys } from './pair-keys.ts';

/** Who may call whom. A process holds the keys of its own pairs and no others. */
export const CALLS: readonly (readonly [caller: KeyHolder, callee: Callee])[] = [
  ['gateway', 'identity'],
  ['gateway', 'vault'],
  ['gateway', 'case'],
  ['gateway', 'incident'],
  ['gateway', 'audit'],
  ['gateway', 'operations'],
  ['identity', 'audit'],
  ['vault', 'audit'],
  ['case', 'audit'],
  ['incident', 'audit'],
  ['eraser', 'audit'],
  ['vault', 'identity'],
  ['case', 'vault'],
  ['case', 'identity'],
];

const HOLDERS: readonly KeyHolder[] = ['gateway', 'identity', 'vault', 'case', 'incident', 'audit', 'eraser'];

/** One caller and callee with their keys, the signing one first. */
export interface Pair {
  readonly caller: KeyHolder;
  readonly callee: Callee;
  readonly keys: readonly ServiceKeyEntry[];
  /** Ids that are in the callee's file already. */
  readonly knownToCallee: ReadonlySet<string>;
}

/** @returns the file with the keys of the pairs that `name` belongs to */
export function serviceKeysFile(keysFolder: string, name: Callee): string {
  return path.join(keysFolder, holderOf(name), 'service-keys.json');
}

function holderOf(name: Callee): KeyHolder {
  return name === 'operations' ? 'gateway' : name;
}

/** @returns the entries that `name` needs */
export function keysOf(entries: readonly ServiceKeyEntry[], name: KeyHolder): ServiceKeyEntry[] {
  return entries.filter(({ caller, callee }) => caller === name || callee === name);
}

/** Keeps every key that exists, makes one for each pair that has none, and writes one file per process. */
export async function prepareServiceKeys(keysFolder: string): Promise<void> {
  const unlock = await lockServiceKeys(keysFolder);
  try {
    await changeServiceKeys(keysFolder, ({ caller, callee, keys }) =>
      keys.length > 0 ? keys : [generateServiceKey(caller, callee)],
    );
  } finally {
    await unlock();
  }
}

/**
 * For whoever changes the key files: one at a time.
 *
 * @returns a function that lets the next one in
 * @throws StackProblem while another process changes them
 */
export function lockServiceKeys(keysFolder: string): Promise<() => Promise<void>> {
  return takeLock(path.join(keysFolder, 'service-keys.lock'), beingChanged);
}

/**
 * Changes the key files, each whole or not at all; a file whose content stays is not touched. Needs `lockServiceKeys`.
 *
 * @param change gets each pair of `CALLS`, returns its keys; when it throws, all files stay as they are
 * @returns the pairs as they are now
 * @throws StackProblem when a file is not valid
 */
export async function changeServiceKeys(
  keysFolder: string,
  change: (pair: Pair) => readonly ServiceKeyEntry[],
): Promise<Pair[]> {
  const files = new Map<KeyHolder, ServiceKeyEntry[]>();
  for (const name of HOLDERS) files.set(name, await readEntries(serviceKeysFile(keysFolder, name)));
  const pairs = CALLS.map(([caller, callee]) => pairOf(files, caller, callee)).map((pair) => ({
    ...pair,
    keys: change(pair),
  }));
  const entries = pairs.flatMap(({ keys }) => keys);
  for (const name of HOLDERS) await writeEntries(serviceKeysFile(keysFolder, name), keysOf(entries, name));
  return pairs;
}

function pairOf(files: ReadonlyMap<KeyHolder, readonly ServiceKeyEntry[]>, caller: KeyHolder, callee: Callee): Pair {
  const inFileOf = (name: Callee): ServiceKeyEntry[] =>
    (files.get(holderOf(name)) ?? []).filter((key) => key.caller === caller && key.callee === callee);
  const atCallee = inFileOf(callee);
  const keys = mergePairKeys(inFileOf(caller), atCallee);
  return { caller, callee, keys, knownToCallee: new Set(atCallee.map(({ id }) => id)) };
}

async function readEntries(file: string): Promise<ServiceKeyEntry[]> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  try {
    return parseServiceKeyEntries(text);
  } catch (cause) {
    throw new StackProblem(`The key file ${file} cannot be used.`, {
      hint: 'Restore it, or delete the service-keys.json of every process while nothing runs: new ones are made.',
      cause,
    });
  }
}

async function writeEntries(file: string, entries: readonly ServiceKeyEntry[]): Promise<void> {
  const content = `${JSON.stringify(entries, null, 2)}\n`;
  if ((await readFile(file, 'utf8').catch(() => undefined)) !== content) await writeWhole(file, content);
}

function beingChanged(pid: number | undefined): StackProblem {
  return new StackProblem(
    `The service keys are being changed${pid === undefined ? '' : ` by process ${String(pid)}`}. Try again in a moment.`,
  );
}
