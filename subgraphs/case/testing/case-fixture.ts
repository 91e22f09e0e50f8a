import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import {
  CONTEXT_TOKEN_AUDIENCE,
  TOKEN_ALGORITHM,
  TOKEN_TYPES,
  contextClaims,
  createContextTokenVerifier,
  createFixedKeys,
  parsePublicJwks,
  registeredClaims,
} from '#platform/auth';
import { createManualClock } from '#platform/clock';
import { createServiceClient } from '#platform/http';
import { silentLogger } from '#platform/logging';
import { createRequestSigner, generateServiceKey, parseServiceKeys } from '#platform/signing';
import { createNoteSigner } from '#platform/tlog';
import { generateKmsKeys } from '../../../cli/stack/keys/generate.ts';
import { ed25519Token, newSigningKey } from '../../../platform/auth/testing/token-fixture.ts';
import { createMigratedDatabase } from '../../../tests/support/migrated-database.ts';
import { createPrivateFolder } from '../../../tests/support/service/private-folder.ts';
import { testCaller } from '../../../tests/support/service/test-identity.ts';
import { startCase } from '../app.ts';
import { readCaseConfig } from '../config.ts';
import { migrations } from '../persistence/migrations/index.ts';
import { startFakeIdentity } from './fake-identity.ts';
import { startFakeVault } from './fake-vault.ts';
import { createProvingAuditClient } from './proving-audit-client.ts';
import type { Clock } from '#platform/clock';
import type { ServiceClient } from '#platform/http';
import type { TestCaller } from '../../../tests/support/service/test-identity.ts';
import type { CaseAppDeps } from '../app.ts';
import type { FakeIdentity } from './fake-identity.ts';
import type { FakeVault } from './fake-vault.ts';
import type { ProvingAuditClient } from './proving-audit-client.ts';

export const PUBLIC_URL = 'http://localhost:4000';
const ISSUER = 'https://identity.example.test';

/** A running case service on a database and a directory of its own, between a fake vault and a fake identity. */
export interface CaseFixture {
  readonly clock: Clock & { advance(ms: number): void };
  readonly audit: ProvingAuditClient;
  readonly vault: FakeVault;
  readonly identity: FakeIdentity;
  /** Texts of the statements run so far. */
  readonly statements: string[];
  readonly baseUrl: string;
  /** Signs as the gateway. */
  readonly gateway: ServiceClient;
  /** Trust policy that names the log and the exporter. */
  readonly policy: string;
  /** @returns a context token as identity would issue it now */
  vouchFor(caller: TestCaller): string;
  /** Somebody new who signed in with two factors a moment ago, or a known person changed. */
  caller(change?: Partial<TestCaller>): TestCaller;
  /** Behind row-level security. */
  rows<Row extends pg.QueryResultRow>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** Number of files in the object store. */
  storedFiles(): Promise<number>;
  readonly objectsRoot: string;
  readonly appUrl: string;
  close(): Promise<void>;
}

/** @param change to the service, such as another decision */
export async function startCaseFixture(change: Pick<CaseAppDeps, 'decide'> = {}): Promise<CaseFixture> {
  const database = await createMigratedDatabase({ service: 'case', migrations });
  const clock = createManualClock(Date.now());
  const tokenKey = newSigningKey('test');
  const keys = createFixedKeys(await parsePublicJwks({ keys: [tokenKey.jwk] }));
  const pairs = [
    ['gateway', 'case'],
    ['case', 'vault'],
    ['case', 'identity'],
    ['case', 'audit'],
  ] as const;
  const entries = pairs.map(([caller, callee]) => generateServiceKey(caller, callee));
  const verifyContextToken = createContextTokenVerifier({ issuer: ISSUER, keys, clock });
  const vault = await startFakeVault({ entries, clock, verifyContextToken });
  const identity = await startFakeIdentity({ entries, clock, verifyContextToken, jwk: tokenKey.jwk });
  const logSigner = createNoteSigner({ name: 'log.example.test/audit', seed: randomBytes(32) });
  const audit = createProvingAuditClient(logSigner);
  const exportKey = { name: 'exporter.example.test/case', seed: randomBytes(32).toString('base64') };
  const exporter = createNoteSigner({ name: exportKey.name, seed: Buffer.from(exportKey.seed, 'base64') });
  const folder = createPrivateFolder();
  const objectsRoot = await mkdtemp(path.join(tmpdir(), 'case-objects-'));
  const statements: string[] = [];
  const config = readCaseConfig({
    LIFEREADY_ENV: 'test',
    PORT: '0',
    DATABASE_URL: database.appUrl,
    SERVICE_KEYS_FILE: folder.write('service-keys.json', entries),
    KMS_KEYS_FILE: folder.write('kms-keys.json', generateKmsKeys()),
    EXPORT_SIGNING_KEY_FILE: folder.write('signing-key.json', exportKey),
    OBJECT_STORE: `directory:${objectsRoot}`,
    IDENTITY_URL: identity.url,
    IDENTITY_ISSUER: ISSUER,
    VAULT_URL: vault.url,
    AUDIT_URL: 'http://127.0.0.1:1',
    AUDIT_LOG_VKEY: logSigner.vkey,
    PUBLIC_URL,
  });
  const service = await startCase({
    config,
    logger: silentLogger,
    clock,
    onStatement: (sql) => statements.push(sql),
    audit,
    ...change,
  });
  const baseUrl = await service.server.listen({ host: '127.0.0.1', port: 0 });
  const sign = createRequestSigner({ keys: parseServiceKeys(JSON.stringify(entries)), caller: 'gateway', clock });
  const gateway = createServiceClient({ callee: 'case', baseUrl, sign });
  const admin = new pg.Pool({ connectionString: database.adminUrl, max: 2 });
  admin.on('error', () => undefined);
  return {
    clock,
    audit,
    vault,
    identity,
    statements,
    baseUrl,
    gateway,
    objectsRoot,
    appUrl: database.appUrl,
    policy: `log ${logSigner.vkey}\nexporter ${exporter.vkey}\nquorum none\n`,
    vouchFor: (caller) => {
      const header = { alg: TOKEN_ALGORITHM, typ: TOKEN_TYPES.context, kid: tokenKey.kid };
      const registered = registeredClaims({ issuer: ISSUER, audience: CONTEXT_TOKEN_AUDIENCE, clock, lifeSeconds: 60 });
      return ed25519Token(header, { ...registered, ...contextClaims(caller) }, tokenKey);
    },
    caller: (change) => testCaller({ authTime: Math.floor(clock.now() / 1000) - 5, ...change }),
    rows: async (sql, parameters = []) => (await admin.query(sql, [...parameters])).rows as never,
    storedFiles: async () =>
      (await readdir(objectsRoot, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length,
    close: async () => {
      await gateway.close();
      await service.server.close();
      for (const resource of service.resources) await resource.close();
      await Promise.all([vault.close(), identity.close()]);
      await admin.end();
      folder.remove();
      await rm(objectsRoot, { recursive: true, force: true });
      await database.drop();
    },
  };
}
