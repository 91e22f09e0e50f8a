import { z } from 'zod';

/** Where the process runs. `staging` and `production` are strict: no development default is accepted there. */
export const ENVIRONMENTS = ['dev', 'test', 'staging', 'production'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

export function isStrict(environment: Environment): boolean {
  return environment === 'staging' || environment === 'production';
}

const port = z.coerce.number().int().min(0).max(65_535);

/** Variables that every process reads. */
export const processShape = {
  LIFEREADY_ENV: z.enum(ENVIRONMENTS),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port,
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  SERVICE_KEYS_FILE: z.string().min(1),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
} as const;

/** Variables of a process with a database of its own and the audit log behind its changes. */
export const subgraphShape = {
  ...processShape,
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  DATABASE_POOL_MAX: z.coerce.number().int().min(1).max(100).default(10),
  IDENTITY_URL: z.url(),
  IDENTITY_ISSUER: z.url(),
  AUDIT_URL: z.url(),
  AUDIT_LOG_VKEY: z.string().min(1),
  PUBLIC_URL: z.url(),
} as const;
