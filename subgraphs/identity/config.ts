import { z } from 'zod';
import { loadConfig, readJsonFile, subgraphShape, subgraphStrictRules } from '#platform/config';
import { localKmsKeysSchema } from '#platform/crypto';
import { tokenKeysSchema } from './tokens/token-keys.ts';
import type { Environment } from '#platform/config';
import type { LocalMasterKey } from '#platform/crypto';
import type { Argon2Parameters } from './credentials/argon2-parameters.ts';

/** The least that OWASP's password storage cheat sheet allows for Argon2id. Tests may hash faster; nothing else may. */
const ARGON2_FLOOR: Argon2Parameters = { memoryKib: 19_456, timeCost: 2, parallelism: 1 };
/** Argon2's own least: 8 KiB for each lane. */
const ARGON2_MEMORY_MIN_KIB = 8;
const ARGON2_MEMORY_MAX_KIB = 1_048_576;

export const schema = z
  .object({
    ...subgraphShape,
    /** File with the master keys under which second factors and mail are sealed. */
    KMS_KEYS_FILE: z.string().min(1),
    /** File with the keys that sign tokens. */
    TOKEN_KEYS_FILE: z.string().min(1),
    /** Memory of one password hash, in KiB; never below the default outside tests. */
    ARGON2_MEMORY_KIB: z.coerce
      .number()
      .int()
      .min(ARGON2_MEMORY_MIN_KIB)
      .max(ARGON2_MEMORY_MAX_KIB)
      .default(ARGON2_FLOOR.memoryKib),
    /** Passes of one password hash; never below the default outside tests. */
    ARGON2_TIME_COST: z.coerce.number().int().min(1).max(64).default(ARGON2_FLOOR.timeCost),
    /** Lanes of one password hash. */
    ARGON2_PARALLELISM: z.coerce.number().int().min(1).max(16).default(ARGON2_FLOOR.parallelism),
    /** Age at which a change whose outcome is missing from the audit log is settled. */
    AUDIT_RECONCILE_AFTER_SECONDS: z.coerce.number().int().min(1).max(3600).default(60),
    /** Age at which a sandbox of the explorer is closed, in hours; in production there are none. */
    SANDBOX_HOURS: z.coerce.number().int().min(1).max(720).default(24),
  })
  .superRefine((config, problems) => {
    if (config.LIFEREADY_ENV === 'test') return;
    const floors = { ARGON2_MEMORY_KIB: ARGON2_FLOOR.memoryKib, ARGON2_TIME_COST: ARGON2_FLOOR.timeCost } as const;
    for (const name of ['ARGON2_MEMORY_KIB', 'ARGON2_TIME_COST'] as const) {
      if (config[name] < floors[name])
        problems.addIssue({ code: 'custom', path: [name], message: `must be at least ${floors[name]}` });
    }
  });

export type IdentityConfig = z.output<typeof schema>;

/** @throws ConfigurationError listing everything that is wrong */
export function readIdentityConfig(environment: NodeJS.ProcessEnv = process.env): IdentityConfig {
  return loadConfig('identity', schema, environment, subgraphStrictRules);
}

/** The master keys that seal second factors and mail. @throws ConfigurationError */
export function readMasterKeys({ KMS_KEYS_FILE }: IdentityConfig): readonly LocalMasterKey[] {
  const fileSchema = z
    .unknown()
    .transform((keys) => JSON.stringify(keys))
    .pipe(localKmsKeysSchema);
  return readJsonFile('KMS_KEYS_FILE', KMS_KEYS_FILE, fileSchema);
}

/** The keys that sign tokens. @throws ConfigurationError */
export function readTokenKeys({ TOKEN_KEYS_FILE }: IdentityConfig): z.output<typeof tokenKeysSchema> {
  return readJsonFile('TOKEN_KEYS_FILE', TOKEN_KEYS_FILE, tokenKeysSchema);
}

/** Where the seeding writes the demo people, which organisation staff are in, and whether it may run at all. */
export function readSeedEnvironment(environment: NodeJS.ProcessEnv = process.env): {
  readonly peopleFile: string;
  readonly organisationId: string | undefined;
  readonly environment: Environment;
} {
  const seedSchema = z.object({
    LIFEREADY_ENV: z.enum(['dev', 'test']),
    DEMO_PEOPLE_FILE: z.string().min(1),
    DEMO_ORGANISATION_ID: z.uuid().optional(),
  });
  const seed = loadConfig('identity seeding', seedSchema, environment);
  return {
    peopleFile: seed.DEMO_PEOPLE_FILE,
    organisationId: seed.DEMO_ORGANISATION_ID,
    environment: seed.LIFEREADY_ENV,
  };
}

export function argon2Parameters(config: IdentityConfig): Argon2Parameters {
  return {
    memoryKib: config.ARGON2_MEMORY_KIB,
    timeCost: config.ARGON2_TIME_COST,
    parallelism: config.ARGON2_PARALLELISM,
  };
}
