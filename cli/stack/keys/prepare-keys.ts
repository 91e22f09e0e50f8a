import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { z } from 'zod';

import { createCosigner, createNoteSigner } from '#platform/tlog';

import type { StackPaths } from '../paths.ts';
import { readJson, writeWhole } from '../private-file.ts';
import { StackProblem } from '../problem.ts';
import { loginRoles } from '../provision.ts';
import { SERVICES, type KeyHolder } from '../services.ts';
import { generateKmsKeys, generateNoteKey, generatePassword, generateTokenKeys, type NoteKeyFile } from './generate.ts';
import { prepareServiceKeys, serviceKeysFile } from './service-pair-keys.ts';

const noteKeySchema = z.object({ name: z.string(), seed: z.base64() });
const kmsKeysSchema = z.array(z.object({ id: z.string(), key: z.base64() })).min(1);
const tokenKeysSchema = z.object({ keys: z.array(z.record(z.string(), z.string())).min(1) });
const passwordsSchema = z.record(z.string(), z.string());

/** Services that encrypt what they store, each under master keys of its own. */
const ENCRYPTING = ['identity', 'vault', 'case', 'audit'] as const;

/** Where the generated keys are, and what others may know of them. */
export interface StackKeys {
  readonly serviceKeysFile: (name: KeyHolder) => string;
  readonly kmsKeysFile: (name: (typeof ENCRYPTING)[number]) => string;
  readonly tokenKeysFile: string;
  readonly auditSigningKeyFile: string;
  readonly exportSigningKeyFile: string;
  /** Origin of the audit log, and the name of the key that signs its checkpoints. */
  readonly auditLogOrigin: string;
  readonly auditLogVkey: string;
  readonly exporterVkey: string;
  readonly witnessSigningKeyFile: string;
  readonly witnessVkey: string;
  /** @returns the database password of a role, for example of `vault_app`, or of `postgres` */
  readonly passwordOf: (role: string) => string;
}

/**
 * Generates whatever key is missing, each in a file of its own that only this user can read. Existing ones are kept:
 * losing one would make stored data unreadable or the log's past unverifiable.
 */
export async function prepareKeys(paths: StackPaths): Promise<StackKeys> {
  for (const name of [...SERVICES, 'witness', 'gateway', 'eraser'])
    await mkdir(path.join(paths.keys, name), { recursive: true, mode: 0o700 });
  const file = (...parts: string[]): string => path.join(paths.keys, ...parts);
  const passwords = await preparePasswords(file('database-passwords.json'));
  await prepareServiceKeys(paths.keys);
  for (const name of ENCRYPTING) await keepOrMake(file(name, 'kms-keys.json'), kmsKeysSchema, generateKmsKeys);
  await keepOrMake(file('identity', 'token-keys.json'), tokenKeysSchema, generateTokenKeys);
  const audit = await keepOrMakeNoteKey(file('audit', 'signing-key.json'), 'audit');
  const exporter = await keepOrMakeNoteKey(file('case', 'signing-key.json'), 'export');
  const witness = await keepOrMakeNoteKey(file('witness', 'signing-key.json'), 'witness');
  const auditLogVkey = vkeyOf(audit);
  const exporterVkey = vkeyOf(exporter);
  const witnessVkey = createCosigner({ ...witness, seed: Buffer.from(witness.seed, 'base64') }).vkey;
  await writeWhole(paths.trustPolicy, trustPolicy({ auditLogVkey, exporterVkey, witnessVkey }), 0o644);
  await writeWhole(paths.logPolicy, logPolicy({ auditLogVkey, witnessVkey }), 0o644);
  return {
    serviceKeysFile: (name) => serviceKeysFile(paths.keys, name),
    kmsKeysFile: (name) => file(name, 'kms-keys.json'),
    tokenKeysFile: file('identity', 'token-keys.json'),
    auditSigningKeyFile: file('audit', 'signing-key.json'),
    exportSigningKeyFile: file('case', 'signing-key.json'),
    auditLogOrigin: audit.name,
    auditLogVkey,
    exporterVkey,
    witnessSigningKeyFile: file('witness', 'signing-key.json'),
    witnessVkey,
    passwordOf: (role) => {
      const password = passwords[role];
      if (password === undefined) throw new Error(`no password was generated for the role ${role}`);
      return password;
    },
  };
}

/**
 * @returns what the offline verifier trusts in a pack: this log, its witness and this exporter. A pack is made in the second in which
 * its entry is logged, up to a minute before the witness cosigns, so its signature is checked where it is and not demanded
 */
export function trustPolicy(keys: Pick<StackKeys, 'auditLogVkey' | 'exporterVkey' | 'witnessVkey'>): string {
  const { auditLogVkey, exporterVkey, witnessVkey } = keys;
  const trusted = [`log ${auditLogVkey}`, `witness own ${witnessVkey}`, `exporter ${exporterVkey}`];
  return [...trusted, 'quorum none', ''].join('\n');
}

/** @returns what the offline verifier trusts in a published checkpoint, and in proofs that lead to one: cosigned by the witness */
export function logPolicy(keys: Pick<StackKeys, 'auditLogVkey' | 'witnessVkey'>): string {
  return [`log ${keys.auditLogVkey}`, `witness own ${keys.witnessVkey}`, 'quorum own', ''].join('\n');
}

function vkeyOf({ name, seed }: NoteKeyFile): string {
  return createNoteSigner({ name, seed: Buffer.from(seed, 'base64') }).vkey;
}

async function keepOrMakeNoteKey(file: string, kind: 'audit' | 'export' | 'witness'): Promise<NoteKeyFile> {
  return keepOrMake(file, noteKeySchema, () => generateNoteKey(kind));
}

async function keepOrMake<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
  make: () => z.output<Schema>,
): Promise<z.output<Schema>> {
  if (!existsSync(file)) await writeWhole(file, `${JSON.stringify(make(), null, 2)}\n`);
  const keys = await readJson(file, schema);
  if (keys !== undefined) return keys;
  // Never replaced by itself: what was encrypted or signed with the old key would be lost with it.
  throw new StackProblem(`The key file ${file} cannot be read.`, {
    hint: 'Restore it, or forget everything with `npm run reset`.',
  });
}

async function preparePasswords(file: string): Promise<Record<string, string>> {
  const known = await keepOrMake(file, passwordsSchema, () => ({}));
  const roles = [
    'postgres',
    ...[...SERVICES, 'gateway' as const, 'witness' as const].flatMap((owner) => loginRoles(owner)),
  ];
  const passwords = Object.fromEntries(roles.map((role) => [role, known[role] ?? generatePassword()]));
  await writeWhole(file, `${JSON.stringify(passwords, null, 2)}\n`);
  return passwords;
}
