import { chmod, mkdir } from 'node:fs/promises';
import path from 'node:path';

import type { ServiceName } from './services.ts';

/** The folder of this checkout. */
export const CHECKOUT = path.resolve(import.meta.dirname, '..', '..');

/** Where the embedded stack keeps what it knows, all below one folder that `reset` removes. */
export interface StackPaths {
  /** Source code that the stack runs. */
  readonly checkout: string;
  /** Everything below is in here: `<checkout>/.lifeready`, or a temporary folder in tests. */
  readonly state: string;
  /** Who runs the stack right now. */
  readonly lock: string;
  /** Ports and processes of the running stack, for `status`, `reset` and recovery. */
  readonly record: string;
  /** Demo people with their passwords; written by the seeding of identity. */
  readonly people: string;
  /** Public keys of the audit log, its witness and of exports, in the form the offline verifier reads. */
  readonly trustPolicy: string;
  /** The same for the published log alone, where the witness must have cosigned. */
  readonly logPolicy: string;
  readonly keys: string;
  /** Authority and certificates of the mutual TLS profile. */
  readonly certificates: string;
  readonly logs: string;
  /** Compiled code of the checkout; not state, so a reset keeps it and test stacks share it. */
  readonly compileCache: string;
  readonly postgres: string;
  readonly objects: (service: ServiceName) => string;
  /** Checkpoints of the audit log, outside of its database. */
  readonly anchors: string;
  readonly log: (name: string) => string;
}

/**
 * @param state folder of the state; that of the checkout unless a test brings its own
 * @param checkout folder of the source code
 */
export function stackPaths(state?: string, checkout: string = CHECKOUT): StackPaths {
  return pathsBelow(state ?? path.join(checkout, '.lifeready'), checkout);
}

function pathsBelow(state: string, checkout: string): StackPaths {
  const below = (...parts: string[]): string => path.join(state, ...parts);
  return {
    checkout,
    state,
    lock: below('lock.json'),
    record: below('stack.json'),
    people: below('people.json'),
    trustPolicy: below('trust-policy.txt'),
    logPolicy: below('log-policy.txt'),
    keys: below('keys'),
    certificates: below('keys', 'tls'),
    logs: below('logs'),
    compileCache: path.join(checkout, 'node_modules', '.cache', 'lifeready', 'compile-cache'),
    postgres: below('postgres'),
    objects: (service) => below('objects', service),
    anchors: below('anchors'),
    log: (name) => below('logs', `${name}.log`),
  };
}

/**
 * Makes the folders. Only PostgreSQL's account may pass through the top one (and only by name), because the
 * cluster lies below it; everything else is closed to others.
 */
export async function makeFolders(paths: StackPaths): Promise<void> {
  await mkdir(paths.state, { recursive: true });
  await chmod(paths.state, 0o711);
  for (const folder of [paths.keys, paths.logs, paths.objects('vault'), paths.objects('case'), paths.anchors]) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  }
}
