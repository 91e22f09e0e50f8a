import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import pg from 'pg';
import { CONTEXT_TOKEN_AUDIENCE, TOKEN_ALGORITHM, TOKEN_TYPES, contextClaims, registeredClaims } from '#platform/auth';
import { createManualClock } from '#platform/clock';
import { createServiceClient } from '#platform/http';
import { createLogger } from '#platform/logging';
import { createRequestSigner, generateServiceKey, parseServiceKeys } from '#platform/signing';
import { generateKmsKeys } from '../../../cli/stack/keys/generate.ts';
import { createFakeAuditClient } from '../../../platform/audit/testing/fake-audit-client.ts';
import { ed25519Token, newSigningKey } from '../../../platform/auth/testing/token-fixture.ts';
import { createMigratedDatabase } from '../../../tests/support/migrated-database.ts';
import { createPrivateFolder } from '../../../tests/support/service/private-folder.ts';
import { testCaller } from '../../../tests/support/service/test-identity.ts';
import { startVault } from '../app.ts';
import { readVaultConfig } from '../config.ts';
import { migrations } from '../persistence/migrations/index.ts';
import { startFakeIdentity } from './fake-identity.ts';
import type { Clock } from '#platform/clock';
import type { ServiceClient } from '#platform/http';
import type { VaultOptions } from '../app.ts';
import type { FakeAuditClient } from '../../../platform/audit/testing/fake-audit-client.ts';
import type { TestCaller } from '../../../tests/support/service/test-identity.ts';
import type { FakeIdentity } from './fake-identity.ts';

export const PUBLIC_URL = 'http://localhost:4000';
const ISSUER = 'https://identity.example.test';

/** A running vault on a database and a directory of its own, with an audit log in memory and a clock that stands still. */
export interface VaultFixture {
  readonly clock: Clock & { advance(ms: number): void };
  readonly audit: FakeAuditClient;
  /** Texts of the statements run so far. */
  readonly statements: string[];
  /** What identity knows by now. */
  readonly identity: FakeIdentity;
  /** Log lines so far. */
  readonly logs: string[];
  readonly baseUrl: string;
  /** Signs as the gateway. */
  readonly gateway: ServiceClient;
  /** Signs as the case service. */
  readonly caseService: ServiceClient;
  /** @returns a context token as identity would issue it now */
  vouchFor(caller: TestCaller): string;
  /** Somebody new, or the given one changed; signed in with two factors a moment ago. */
  caller(change?: Partial<TestCaller>): TestCaller;
  /** Behind row-level security. */
  rows<Row extends pg.QueryResultRow>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** Paths of all files of the object store, below its root. */
  storedFiles(): Promise<string[]>;
  readonly objectsRoot: string;
  /** A connection of the service's own role. */
  readonly appUrl: string;
  close(): Promise<void>;
}

/**
 * @param overrides of the environment; with `AUDIT_URL`, the real audit client is used instead of the one in memory
 * @param layers to replace
 */
export async function startVaultFixture(
  overrides: Readonly<Record<string, string>> = {},
  layers: Pick<VaultOptions, 'decide' | 'enforceAccess'> = {},
): Promise<VaultFixture> {
  const database = await createMigratedDatabase({ service: 'vault', migrations });
  const clock = createManualClock(Date.now());
  const signingKey = newSigningKey('test');
  const folder = createPrivateFolder();
  const objectsRoot = await mkdtemp(path.join(tmpdir(), 'vault-objects-'));
  const entries = [
    generateServiceKey('gateway', 'vault'),
    generateServiceKey('case', 'vault'),
    generateServiceKey('vault', 'audit'),
    generateServiceKey('vault', 'identity'),
  ];
  const identity = await startFakeIdentity({ entries, clock, jwk: signingKey.jwk });
  const audit = createFakeAuditClient();
  const statements: string[] = [];
  const logs: string[] = [];
  const service = await startVault({
    config: readVaultConfig({
      LIFEREADY_ENV: 'test',
      PORT: '0',
      DATABASE_URL: database.appUrl,
      SERVICE_KEYS_FILE: folder.write('service-keys', entries),
      KMS_KEYS_FILE: folder.write('kms-keys', generateKmsKeys()),
      OBJECT_STORE: `directory:${objectsRoot}`,
      IDENTITY_URL: identity.url,
      IDENTITY_ISSUER: ISSUER,
      AUDIT_URL: 'http://127.0.0.1:1',
      AUDIT_LOG_VKEY: 'unused',
      PUBLIC_URL,
      ...overrides,
    }),
    logger: createLogger({ service: 'vault', level: 'debug', destination: collect(logs) }),
    clock,
    ...layers,
    onStatement: (sql) => statements.push(sql),
    ...(overrides['AUDIT_URL'] === undefined ? { auditClient: audit } : {}),
  });
  const baseUrl = await service.server.listen({ host: '127.0.0.1', port: 0 });
  const keys = parseServiceKeys(JSON.stringify(entries));
  const clientOf = (caller: string): ServiceClient =>
    createServiceClient({ callee: 'vault', baseUrl, sign: createRequestSigner({ keys, caller, clock }) });
  const gateway = clientOf('gateway');
  const caseService = clientOf('case');
  const admin = new pg.Pool({ connectionString: database.adminUrl, max: 2 });
  admin.on('error', () => undefined);
  return {
    clock,
    audit,
    statements,
    logs,
    baseUrl,
    gateway,
    caseService,
    identity,
    objectsRoot,
    appUrl: database.appUrl,
    vouchFor: (caller) => {
      const header = { alg: TOKEN_ALGORITHM, typ: TOKEN_TYPES.context, kid: signingKey.kid };
      const registered = registeredClaims({ issuer: ISSUER, audience: CONTEXT_TOKEN_AUDIENCE, clock, lifeSeconds: 60 });
      return ed25519Token(header, { ...registered, ...contextClaims(caller) }, signingKey);
    },
    caller: (change) => testCaller({ authTime: Math.floor(clock.now() / 1_000) - 5, ...change }),
    rows: async (sql, parameters = []) => (await admin.query(sql, [...parameters])).rows as never,
    storedFiles: () => filesBelow(objectsRoot),
    close: async () => {
      await Promise.all([gateway.close(), caseService.close()]);
      await service.server.close();
      for (const resource of service.resources) await resource.close();
      await identity.close();
      await admin.end();
      folder.remove();
      await rm(objectsRoot, { recursive: true, force: true });
      await database.drop();
    },
  };
}

async function filesBelow(root: string): Promise<string[]> {
  const found = await readdir(root, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
}

/** Everything the object store holds, one after the other. */
export async function storedBytes({ objectsRoot, storedFiles }: VaultFixture): Promise<Buffer> {
  return Buffer.concat((await storedFiles()).map((file) => readFileSync(path.join(objectsRoot, file))));
}

function collect(lines: string[]): Writable {
  return new Writable({
    write(line: Buffer, _encoding, done) {
      lines.push(line.toString('utf8'));
      done();
    },
  });
}
