import { randomBytes } from 'node:crypto';
import { generateServiceKey } from '#platform/signing';
import { createNoteSigner } from '#platform/tlog';
import { createMigratedDatabase } from '../../../tests/support/migrated-database.ts';
import { createPrivateFolder } from '../../../tests/support/service/private-folder.ts';
import { createSignedClient } from '../../../tests/support/service/signed-client.ts';
import { migrations } from '../persistence/migrations/index.ts';
import type { TestDatabase } from '../../../tests/support/postgres.ts';
import type { SignedClient } from '../../../tests/support/service/signed-client.ts';

/** What the audit service needs to run as a process of its own, on a database and with keys made for one test. */
export interface AuditEnvironment {
  /** Complete but for the address. */
  readonly variables: Readonly<Record<string, string>>;
  readonly database: TestDatabase;
  /** The service at `url`, as the case service reaches it. */
  asCase(url: string): SignedClient;
  remove(): Promise<void>;
}

export async function createAuditEnvironment(): Promise<AuditEnvironment> {
  const database = await createMigratedDatabase({ service: 'audit', migrations });
  const folder = createPrivateFolder();
  const serviceKey = generateServiceKey('case', 'audit');
  const name = 'log.example.test/audit';
  const seed = randomBytes(32);
  const kmsKeys = [{ id: 'test', key: randomBytes(32).toString('base64') }];
  return {
    variables: {
      LIFEREADY_ENV: 'test',
      AUDIT_FORWARD: 'stdout',
      SERVICE_KEYS_FILE: folder.write('service-keys.json', [serviceKey]),
      DATABASE_URL: database.appUrl,
      IDENTITY_URL: 'http://127.0.0.1:1',
      IDENTITY_ISSUER: 'http://127.0.0.1:1',
      AUDIT_URL: 'http://127.0.0.1:1',
      AUDIT_LOG_VKEY: createNoteSigner({ name, seed }).vkey,
      PUBLIC_URL: 'http://localhost:4000',
      KMS_KEYS_FILE: folder.write('kms-keys.json', kmsKeys),
      AUDIT_SIGNING_KEY_FILE: folder.write('signing-key.json', { name, seed: seed.toString('base64') }),
      AUDIT_LOG_ORIGIN: name,
      OBJECT_STORE: `directory:${folder.path('objects')}`,
    },
    database,
    asCase: (url) => createSignedClient({ entries: [serviceKey], caller: 'case', callee: 'audit', url }),
    remove: async () => {
      folder.remove();
      await database.drop();
    },
  };
}
