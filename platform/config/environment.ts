import { z } from 'zod';
import { urlList } from './url-list.ts';

/** Where the process runs. `staging` and `production` are strict: no development default is accepted there. */
export const ENVIRONMENTS = ['dev', 'test', 'staging', 'production'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

export function isStrict(environment: Environment): boolean {
  return environment === 'staging' || environment === 'production';
}

const port = z.coerce.number().int().min(0).max(65_535);

/** Variables that every process reads. */
export const processShape = {
  /** Where the process runs; `staging` and `production` are strict. */
  LIFEREADY_ENV: z.enum(ENVIRONMENTS),
  /** Address to listen on. */
  HOST: z.string().min(1).default('127.0.0.1'),
  /** Port to listen on; 0 takes a free one. */
  PORT: port,
  /** Least severe messages that are written. */
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Secrets this process shares with the services it calls or is called by (`platform/signing`). */
  SERVICE_KEYS_FILE: z.string().min(1),
  /** Own certificate for calls between services (PEM); with the next two, mutual TLS is on (`docs/mutual-tls.md`). */
  SERVICE_TLS_CERT_FILE: z.string().min(1).optional(),
  /** Private key of that certificate (PEM). */
  SERVICE_TLS_KEY_FILE: z.string().min(1).optional(),
  /** The one authority whose certificates are believed between services (PEM). */
  SERVICE_TLS_CA_FILE: z.string().min(1).optional(),
  /** State that replicas share; in process without it. */
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
} as const;

/** Variables of a process with a database of its own and the audit log behind its changes. */
export const subgraphShape = {
  ...processShape,
  /** Connection of the service's runtime role. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  /** Connections of one process. A change holds one while the log answers: with fewer of them fewer changes share a batch there. */
  DATABASE_POOL_MAX: z.coerce.number().int().min(1).max(100).default(24),
  /** Address of identity inside; its key set is read there. */
  IDENTITY_URL: z.url(),
  /** Issuer that tokens must name. */
  IDENTITY_ISSUER: z.url(),
  /** Address of the audit service inside; addresses of all its instances, separated by commas, where there are several. */
  AUDIT_URL: urlList,
  /** Verifier key of the audit log; a receipt that does not verify under it is refused. */
  AUDIT_LOG_VKEY: z.string().min(1),
  /** Address under which people and clients reach the gateway. */
  PUBLIC_URL: z.url(),
} as const;
