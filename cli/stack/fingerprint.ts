import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * @param base folder that the names are relative to
 * @param names files and folders; a missing one counts as empty
 * @returns a digest that changes when any file in them is changed, added, renamed or removed
 */
export async function fingerprint(base: string, names: readonly string[]): Promise<string> {
  const digest = createHash('sha256');
  for (const name of names) {
    for (const file of await filesOf(path.join(base, name))) {
      const content = createHash('sha256')
        .update(await readFile(file))
        .digest('hex');
      digest.update(`${path.relative(base, file)}\0${content}\0`);
    }
  }
  return digest.digest('hex');
}

async function filesOf(place: string): Promise<string[]> {
  const entry = await stat(place).catch(() => undefined);
  if (entry === undefined) return [];
  if (entry.isFile()) return [place];
  const found = await readdir(place, { recursive: true, withFileTypes: true });
  return found
    .filter((file) => file.isFile())
    .map((file) => path.join(file.parentPath, file.name))
    .sort();
}
