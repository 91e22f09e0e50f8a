import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { createManualClock } from '#platform/clock';
import { createServiceClient } from '#platform/http';
import { silentLogger } from '#platform/logging';
import { createInProcessState } from '#platform/redis';
import { createRequestSigner, generateServiceKey, parseServiceKeys } from '#platform/signing';
import { generateKmsKeys, generateTokenKeys } from '../../../cli/stack/keys/generate.ts';
import { createFakeAuditClient } from '../../../platform/audit/testing/fake-audit-client.ts';
import { createMigratedDatabase } from '../../../tests/support/migrated-database.ts';
import { startIdentity } from '../app.ts';
import { readIdentityConfig } from '../config.ts';
import { migrations } from '../persistence/migrations/index.ts';
import type { Clock } from '#platform/clock';
import type { ServiceClient } from '#platform/http';
import type { FakeAuditClient } from '../../../platform/audit/testing/fake-audit-client.ts';

export const PUBLIC_URL = 'http://localhost:4000';
export const START_MS = 1_790_000_000_000;

export interface GraphAnswer {
  readonly data: Record<string, unknown> | null | undefined;
  readonly errors: readonly { readonly extensions: Record<string, unknown>; readonly path?: readonly string[] }[];
  /** Code of the first error. */
  readonly code: unknown;
}

export interface IdentityFixture {
  readonly clock: Clock & { advance(ms: number): void };
  readonly audit: FakeAuditClient;
  /** Revocations announced so far. */
  readonly announced: string[];
  /** Statements run so far. */
  readonly statements: string[];
  readonly baseUrl: string;
  /** Superuser's connection to the database. */
  readonly adminUrl: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Signs as the gateway. */
  readonly gateway: ServiceClient;
  /** Signs as another service. */
  readonly other: ServiceClient;
  /** Signs as the vault. */
  readonly vault: ServiceClient;
  run(
    query: string,
    variables?: unknown,
    options?: { readonly token?: string; readonly client?: string },
  ): Promise<GraphAnswer>;
  /** Behind row-level security. */
  rows<Row extends pg.QueryResultRow>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** A running identity service on a database of its own, with an audit log in memory and a clock that stands still. */
export async function startFixture(overrides: Readonly<Record<string, string>> = {}): Promise<IdentityFixture> {
  const database = await createMigratedDatabase({ service: 'identity', migrations });
  const folder = await mkdtemp(path.join(tmpdir(), 'identity-'));
  const keyEntries = [
    generateServiceKey('gateway', 'identity'),
    generateServiceKey('case', 'identity'),
    generateServiceKey('vault', 'identity'),
    generateServiceKey('identity', 'audit'),
  ];
  const files = { kms: generateKmsKeys(), tokens: generateTokenKeys(), services: keyEntries };
  for (const [name, content] of Object.entries(files))
    await writeFile(path.join(folder, name), JSON.stringify(content));
  const environment = {
    LIFEREADY_ENV: 'test',
    PORT: '0',
    LOG_LEVEL: 'silent',
    DATABASE_URL: database.appUrl,
    SERVICE_KEYS_FILE: path.join(folder, 'services'),
    KMS_KEYS_FILE: path.join(folder, 'kms'),
    TOKEN_KEYS_FILE: path.join(folder, 'tokens'),
    ARGON2_MEMORY_KIB: '64',
    ARGON2_TIME_COST: '1',
    IDENTITY_URL: 'http://127.0.0.1:1',
    AUDIT_URL: 'http://127.0.0.1:1',
    IDENTITY_ISSUER: PUBLIC_URL,
    PUBLIC_URL,
    AUDIT_LOG_VKEY: 'unused',
    ...overrides,
  };
  const clock = createManualClock(START_MS);
  const audit = createFakeAuditClient();
  const state = createInProcessState({ clock });
  const announced: string[] = [];
  await state.subscribe('revocations', (message) => announced.push(message));
  const statements: string[] = [];
  const service = await startIdentity({
    config: readIdentityConfig(environment),
    logger: silentLogger,
    clock,
    auditClient: audit,
    state,
    onStatement: (sql) => statements.push(sql),
  });
  const baseUrl = await service.server.listen({ host: '127.0.0.1', port: 0 });
  const keys = parseServiceKeys(JSON.stringify(keyEntries));
  const clientOf = (caller: string): ServiceClient =>
    createServiceClient({ callee: 'identity', baseUrl, sign: createRequestSigner({ keys, caller, clock }) });
  const gateway = clientOf('gateway');
  const other = clientOf('case');
  const vault = clientOf('vault');
  const admin = new pg.Pool({ connectionString: database.adminUrl, max: 2 });
  admin.on('error', () => undefined);
  return {
    clock,
    audit,
    announced,
    statements,
    baseUrl,
    adminUrl: database.adminUrl,
    environment,
    gateway,
    other,
    vault,
    run: (query, variables, options) => graphql(gateway, { query, variables }, options),
    rows: async (sql, parameters = []) => (await admin.query(sql, [...parameters])).rows as never,
    close: async () => {
      await Promise.all([gateway.close(), other.close(), vault.close()]);
      await service.server.close();
      for (const resource of service.resources) await resource.close();
      await admin.end();
      await rm(folder, { recursive: true, force: true });
      await database.drop();
    },
  };
}

async function graphql(
  gateway: ServiceClient,
  body: { readonly query: string; readonly variables?: unknown },
  options: { readonly token?: string; readonly client?: string } = {},
): Promise<GraphAnswer> {
  const answer = (await gateway.callJson({
    method: 'POST',
    path: '/graphql',
    json: body,
    requestId: 'test-request',
    contextToken: options.token,
    ...(options.client === undefined ? {} : { headers: { 'x-lifeready-client': options.client } }),
  })) as Partial<GraphAnswer>;
  const errors = answer.errors ?? [];
  return { data: answer.data, errors, code: errors[0]?.extensions['code'] };
}
