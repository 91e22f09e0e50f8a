import { availableParallelism } from 'node:os';
import { connectAudit, createAuditedDatabase } from '#platform/audit';
import { createLocalKms } from '#platform/crypto';
import { openDatabase } from '#platform/db';
import { readServiceTls } from '#platform/http';
import { createSharedState } from '#platform/redis';
import { createRequestSigner, openServiceKeys } from '#platform/signing';
import { argon2Parameters, readMasterKeys, readTokenKeys } from './config.ts';
import { readIdentifierKey } from './credentials/identifier-key.ts';
import { createPasswords } from './credentials/passwords.ts';
import { createSecrets } from './credentials/secrets.ts';
import { createWorkSlots } from './credentials/work-slots.ts';
import { createAnnouncer } from './domain/announce.ts';
import { totpCodes } from './factors/totp.ts';
import { noteRevocation } from './internal/revocation-header.ts';
import { entities } from './persistence/entities/index.ts';
import { migrations } from './persistence/migrations/index.ts';
import { keepServiceSecret } from './persistence/service-secret.ts';
import { createWork } from './persistence/unit-of-work.ts';
import { createTokenIssuer } from './tokens/token-issuer.ts';
import { createKeyRing } from './tokens/token-keys.ts';
import type { AuditClient } from '#platform/audit';
import type { Clock } from '#platform/clock';
import type { Database } from '#platform/db';
import type { EnforceAccess } from '#platform/graphql';
import type { RunningService, ServiceTls } from '#platform/http';
import type { Logger } from '#platform/logging';
import type { SharedState } from '#platform/redis';
import type { ServiceKeys } from '#platform/signing';
import type { IdentityConfig } from './config.ts';
import type { IdentityDeps } from './domain/ports.ts';
import type { KeyRing } from './tokens/token-keys.ts';

/** Sign-ins that may wait for a hash, for each one that runs; the next is refused. */
const WAITING_PER_SLOT = 16;

export interface IdentityOptions {
  readonly config: IdentityConfig;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly onStatement?: (sql: string) => void;
  /** Stands in for the audit service. */
  readonly auditClient?: AuditClient;
  /** Stands in for what replicas share. */
  readonly state?: SharedState;
  /** The real rules unless a test or a measurement gives others. */
  readonly enforceAccess?: EnforceAccess | undefined;
}

/** Everything but the HTTP server. */
export interface IdentityCore {
  readonly deps: IdentityDeps;
  readonly db: Database;
  readonly auditClient: AuditClient;
  readonly state: SharedState;
  readonly keyRing: KeyRing;
  readonly serviceKeys: ServiceKeys;
  readonly tls: ServiceTls | undefined;
  readonly resources: RunningService['resources'];
}

/** Wires the use cases. @throws Error when the database is unreachable or behind, or keys are not valid */
export async function openIdentity(options: IdentityOptions): Promise<IdentityCore> {
  const { config, logger, clock } = options;
  const serviceKeys = openServiceKeys({ path: config.SERVICE_KEYS_FILE, clock, logger });
  const tls = readServiceTls('identity', config);
  const keyRing = await createKeyRing(readTokenKeys(config));
  const kms = createLocalKms({ masterKeys: readMasterKeys(config) });
  const db = await openDatabase({
    service: 'identity',
    url: config.DATABASE_URL,
    poolMax: config.DATABASE_POOL_MAX,
    entities,
    migrations,
    ...(options.onStatement === undefined ? {} : { onStatement: options.onStatement }),
  });
  const sign = createRequestSigner({ keys: serviceKeys, caller: 'identity', clock });
  const audit = connectAudit({ urls: config.AUDIT_URL, sign, tls, logVerifierKey: config.AUDIT_LOG_VKEY });
  const auditClient = options.auditClient ?? audit.client;
  const state = options.state ?? createSharedState({ url: config.REDIS_URL, clock, logger });
  const identifierKey = await readIdentifierKey({
    kms,
    clock,
    keep: (name, make) => keepServiceSecret(db, name, make),
  });
  const slots = 2 * availableParallelism();
  const deps: IdentityDeps = {
    work: createWork(createAuditedDatabase({ db, client: auditClient, clock, logger })),
    clock,
    passwords: await createPasswords(
      argon2Parameters(config),
      createWorkSlots({ slots, queueLimit: slots * WAITING_PER_SLOT }),
    ),
    totp: totpCodes,
    secrets: createSecrets({ kms, identifierKey }),
    tokens: createTokenIssuer({ issuer: config.IDENTITY_ISSUER, audience: audienceOf(config), keys: keyRing, clock }),
    announce: createAnnouncer({
      publish: async (channel, message) => {
        noteRevocation(message);
        await state.publish(channel, message);
      },
      onLost: (error) => {
        logger.warn({ err: error }, 'a revocation was not announced; caches forget within seconds by themselves');
      },
    }),
    publicUrl: audienceOf(config),
  };
  return { deps, db, auditClient, state, keyRing, serviceKeys, tls, resources: [audit, state, db] };
}

/** Address of the public endpoint: whom access tokens are for, and where mailed links lead. No slash at the end. */
export function audienceOf({ PUBLIC_URL }: IdentityConfig): string {
  return PUBLIC_URL.replace(/\/+$/, '');
}
