import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { systemClock } from '#platform/clock';
import { createLocalKms, readLocalKmsKeys } from '#platform/crypto';
import { silentLogger } from '#platform/logging';
import { generateServiceKey, parseServiceKeys } from '#platform/signing';
import { createNoteSigner } from '#platform/tlog';
import { createMigratedDatabase } from '../../../tests/support/migrated-database.ts';
import { createPrivateFolder } from '../../../tests/support/service/private-folder.ts';
import { createSignedClient } from '../../../tests/support/service/signed-client.ts';
import { startTestIdentity } from '../../../tests/support/service/test-identity.ts';
import { startAudit } from '../app.ts';
import { readAuditConfig } from '../config.ts';
import { openDetail } from '../log/sealed-detail.ts';
import { createSubjectKeys } from '../log/subject-keys.ts';
import { migrations } from '../persistence/migrations/index.ts';
import type { AuditEvent } from '#platform/audit';
import type { Clock } from '#platform/clock';
import type { Logger } from '#platform/logging';
import type { ServiceKey } from '#platform/signing';
import type { TestDatabase } from '../../../tests/support/postgres.ts';
import type { PrivateFolder } from '../../../tests/support/service/private-folder.ts';
import type { SignedClient } from '../../../tests/support/service/signed-client.ts';
import type { TestIdentity } from '../../../tests/support/service/test-identity.ts';
import type { StoredDetail } from '../log/types.ts';

export const CALLERS = ['gateway', 'identity', 'vault', 'case', 'incident', 'eraser'] as const;
export type CallerName = (typeof CALLERS)[number];

export interface SecondInstance {
  readonly url: string;
  append(event: AuditEvent): Promise<unknown>;
  ready(): Promise<{ status: number; json: unknown }>;
  close(): Promise<void>;
}

/** The real audit service on a database of its own, reached over HTTP. */
export interface RunningAudit {
  readonly url: string;
  readonly vkey: string;
  readonly database: TestDatabase;
  readonly identity: TestIdentity;
  /** Keys of the services that may call it. */
  readonly keys: readonly ServiceKey[];
  /** Folder that is its object store. */
  readonly objectsRoot: string;
  /** Texts of the statements it ran. */
  readonly statements: string[];
  /** A detail as it is stored. */
  sealedDetail(eventId: string): Promise<string>;
  /** The same, opened with the key of the service. */
  openDetail(eventId: string): Promise<unknown>;
  /** The service as another service reaches it. */
  as(caller: CallerName): SignedClient;
  /** A second instance on the same log, as when a deployment overlaps; it stands by until the first one gives the log up. */
  second(): Promise<SecondInstance>;
  /** Ends it; `restart` starts it again. */
  stop(): Promise<void>;
  /** Ends it, and starts it again on the same database and keys, unless variables say otherwise from then on. */
  restart(variables?: Record<string, string>): Promise<void>;
  close(): Promise<void>;
}

export interface RunningAuditOptions {
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** Done to the empty log before the service starts. */
  readonly prepare?: (database: TestDatabase) => Promise<void>;
  /** Variables besides its own. Told the log's key, and a folder that is removed with the service. */
  readonly environment?: (log: { readonly vkey: string; readonly folder: PrivateFolder }) => Record<string, string>;
}

const STORED_DETAIL = `SELECT d.sealed, d.subject_ref AS "subjectRef", k.wrapped AS "wrappedKey"
  FROM audit.audit_detail d LEFT JOIN audit.subject_key k USING (tenant_ref, subject_ref) WHERE d.event_id = $1`;

export async function startRunningAudit(options: RunningAuditOptions = {}): Promise<RunningAudit> {
  const { clock = systemClock, logger = silentLogger } = options;
  const database = await createMigratedDatabase({ service: 'audit', migrations });
  await options.prepare?.(database);
  const identity = await startTestIdentity();
  const folder = createPrivateFolder();
  const entries = CALLERS.map((caller) => generateServiceKey(caller, 'audit'));
  const signingKey = { name: 'log.example.test/audit', seed: randomBytes(32).toString('base64') };
  const { vkey } = createNoteSigner({ name: signingKey.name, seed: Buffer.from(signingKey.seed, 'base64') });
  let environment: Record<string, string> = {
    LIFEREADY_ENV: 'test',
    PORT: '0',
    SERVICE_KEYS_FILE: folder.write('service-keys.json', entries),
    DATABASE_URL: database.appUrl,
    IDENTITY_URL: identity.url,
    IDENTITY_ISSUER: identity.issuer,
    AUDIT_URL: 'http://127.0.0.1:1',
    AUDIT_LOG_VKEY: vkey,
    PUBLIC_URL: 'http://localhost:4000',
    KMS_KEYS_FILE: folder.write('kms-keys.json', [{ id: 'test', key: randomBytes(32).toString('base64') }]),
    AUDIT_SIGNING_KEY_FILE: folder.write('signing-key.json', signingKey),
    AUDIT_LOG_ORIGIN: signingKey.name,
    OBJECT_STORE: `directory:${folder.path('objects')}`,
    ...options.environment?.({ vkey, folder }),
  };
  const storedDetail = async (eventId: string): Promise<StoredDetail | undefined> => {
    const admin = new pg.Client({ connectionString: database.adminUrl });
    await admin.connect();
    try {
      return (await admin.query<StoredDetail>(STORED_DETAIL, [eventId])).rows[0];
    } finally {
      await admin.end();
    }
  };
  const statements: string[] = [];
  const clients: SignedClient[] = [];
  const start = async (): Promise<{ url: string; stop: () => Promise<void> }> => {
    const { server, resources } = await startAudit({
      config: readAuditConfig(environment),
      logger,
      clock,
      onStatement: (sql) => statements.push(sql),
    });
    const url = await server.listen({ host: '127.0.0.1', port: 0 });
    let stopped = false;
    const stop = async (): Promise<void> => {
      if (stopped) return;
      stopped = true;
      await Promise.all(clients.splice(0).map(({ service }) => service.close()));
      await server.close();
      for (const resource of resources) await resource.close();
    };
    return { url, stop };
  };
  let running = await start();
  return {
    get url() {
      return running.url;
    },
    vkey,
    database,
    identity,
    keys: parseServiceKeys(JSON.stringify(entries)),
    objectsRoot: folder.path('objects'),
    statements,
    sealedDetail: async (eventId) => (await storedDetail(eventId))?.sealed ?? '',
    openDetail: async (eventId) => {
      const kms = createLocalKms({ masterKeys: readLocalKmsKeys(folder.path('kms-keys.json')) });
      const stored = await storedDetail(eventId);
      return stored && (await openDetail(createSubjectKeys(kms), eventId, stored))?.detail;
    },
    as: (caller) => {
      const client = createSignedClient({ entries, caller, callee: 'audit', url: running.url });
      clients.push(client);
      return client;
    },
    second: async () => {
      const { url, stop } = await start();
      const client = createSignedClient({ entries, caller: 'case', callee: 'audit', url });
      return {
        url,
        append: (event) =>
          client.service.callJson({
            method: 'POST',
            path: '/internal/append',
            json: { events: [event] },
            requestId: 'r-2',
          }),
        ready: () => client.send({ method: 'GET', path: '/readyz' }),
        close: async () => {
          await client.service.close();
          await stop();
        },
      };
    },
    stop: () => running.stop(),
    restart: async (variables = {}) => {
      await running.stop();
      environment = { ...environment, ...variables };
      running = await start();
    },
    close: async () => {
      await running.stop();
      await identity.close();
      folder.remove();
      await database.drop();
    },
  };
}
