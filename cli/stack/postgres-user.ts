import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

import { StackProblem } from './problem.ts';

const run = promisify(execFile);

/** The account PostgreSQL runs as when the stack itself runs as root. */
export interface UnixAccount {
  readonly uid: number;
  readonly gid: number;
}

const ACCOUNT_NAME = 'postgres';

/** Used when the machine has no `postgres` account and none can be made (a read-only or very small image). */
const LAST_RESORT_ACCOUNT = 'nobody';

/**
 * PostgreSQL refuses to run as root, so root hands it to another account: an existing `postgres`, else a new
 * system account of that name, else `nobody`.
 *
 * @returns the account, or undefined when this process is not root and PostgreSQL runs as the same user
 * @throws StackProblem when root finds no account to use
 */
export async function postgresAccount(): Promise<UnixAccount | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const existing = await lookUp(ACCOUNT_NAME);
  if (existing !== undefined) return existing;
  const created = await createAccount();
  const account = created ?? (await lookUp(LAST_RESORT_ACCOUNT));
  if (account === undefined) {
    throw new StackProblem('PostgreSQL does not run as root, and no other account could be found or made for it.', {
      hint: 'Run as an ordinary user, or create the account first: useradd --system postgres',
    });
  }
  return account;
}

async function createAccount(): Promise<UnixAccount | undefined> {
  try {
    await run('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      ACCOUNT_NAME,
    ]);
  } catch {
    return undefined;
  }
  return lookUp(ACCOUNT_NAME);
}

async function lookUp(name: string): Promise<UnixAccount | undefined> {
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  return parseAccount(passwd, name);
}

/**
 * @param passwd text in the format of passwd(5)
 * @returns the ids of the account called `name`
 */
export function parseAccount(passwd: string, name: string): UnixAccount | undefined {
  for (const line of passwd.split('\n')) {
    const [account, , uid, gid] = line.split(':');
    if (account !== name || uid === undefined || gid === undefined) continue;
    const ids = { uid: Number(uid), gid: Number(gid) };
    if (Number.isInteger(ids.uid) && Number.isInteger(ids.gid) && ids.uid > 0) return ids;
  }
  return undefined;
}
