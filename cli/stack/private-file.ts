import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';

import type { z } from 'zod';

/**
 * Writes a file that only this user can read, whole or not at all: a process killed half-way leaves the old one.
 *
 * @param mode permission bits; 0600 unless the content is public
 */
export async function writeWhole(file: string, content: string, mode = 0o600): Promise<void> {
  const temporary = `${file}.${randomBytes(4).toString('hex')}.tmp`;
  const handle = await open(temporary, 'wx', mode);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file).catch(async (cause: unknown) => {
    await rm(temporary, { force: true });
    throw cause;
  });
}

/** @returns the content of a JSON file as the schema reads it, or undefined when it is missing or not as the schema says */
export async function readJson<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): Promise<z.output<Schema> | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
