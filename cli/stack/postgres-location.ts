import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

import { binariesBelow, type PostgresBinaries } from './postgres-binaries.ts';
import type { UnixAccount } from './postgres-user.ts';

/** Where root keeps what PostgreSQL's account must reach when the checkout is out of its reach, such as below /root. */
const SHARED_PLACE = '/var/lib/lifeready';

const NAME_LENGTH = 16;

export interface PostgresPlace {
  readonly directory: string;
  readonly binaries: PostgresBinaries;
}

/**
 * Root's PostgreSQL runs as another account, which may not be let through to the checkout: /root is closed to others on
 * most machines. Its files then go to a folder of their own outside, and the permissions of the checkout stay as they are.
 *
 * @returns the given place when it can be reached, else one outside that belongs to this directory alone
 */
export async function reachablePostgres(
  place: PostgresPlace & { readonly account: UnixAccount | undefined },
): Promise<PostgresPlace> {
  const { account, binaries, directory } = place;
  if (account === undefined) return { directory, binaries };
  const directoryReached = await canPass(account, path.dirname(directory));
  const binariesReached = await canPass(account, path.dirname(binaries.initdb));
  if (directoryReached && binariesReached) return { directory, binaries };
  const outside = await makeOutside(directory);
  return {
    directory: directoryReached ? directory : path.join(outside, 'postgres'),
    binaries: binariesReached ? binaries : await copyOutside(binaries, outside),
  };
}

/** @returns the folder outside the checkout that stands for `directory`; removed by `reset` */
export function outsideDirectory(directory: string): string {
  return path.join(SHARED_PLACE, createHash('sha256').update(directory).digest('hex').slice(0, NAME_LENGTH));
}

/** Others may pass through by name and see nothing. */
async function makeOutside(directory: string): Promise<string> {
  const outside = outsideDirectory(directory);
  await mkdir(outside, { recursive: true });
  for (const folder of [SHARED_PLACE, outside]) await chmod(folder, 0o711);
  return outside;
}

async function canPass(account: UnixAccount, directory: string): Promise<boolean> {
  for (let folder = directory; ; folder = path.dirname(folder)) {
    const entry = await stat(folder);
    const mayEnter = entry.uid === account.uid ? 0o100 : entry.gid === account.gid ? 0o010 : 0o001;
    if ((entry.mode & mayEnter) === 0) return false;
    if (folder === path.dirname(folder)) return true;
  }
}

async function copyOutside(binaries: PostgresBinaries, outside: string): Promise<PostgresBinaries> {
  // The time stamp tells the programs of one installation from those of the next.
  const { mtimeMs } = await stat(binaries.postgres);
  const home = path.join(outside, `native-${String(Math.trunc(mtimeMs))}`);
  const copied = await stat(home).then(
    () => true,
    () => false,
  );
  if (!copied) {
    const unfinished = `${home}.new`;
    await rm(unfinished, { recursive: true, force: true });
    await cp(binaries.home, unfinished, { recursive: true, verbatimSymlinks: true });
    await rename(unfinished, home);
  }
  return binariesBelow(home);
}
