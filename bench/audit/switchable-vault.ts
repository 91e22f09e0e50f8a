import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { createAuditedDatabase } from '#platform/audit';
import { systemClock } from '#platform/clock';
import { runMigrations } from '#platform/db';
import { silentLogger } from '#platform/logging';
import { generateServiceKey } from '#platform/signing';
import { generateKmsKeys } from '../../cli/stack/keys/generate.ts';
import { startVault } from '../../subgraphs/vault/app.ts';
import { readVaultConfig } from '../../subgraphs/vault/config.ts';
import { migrations } from '../../subgraphs/vault/persistence/migrations/index.ts';
import { createTestDatabase } from '../../tests/support/postgres.ts';
import { createPrivateFolder } from '../../tests/support/service/private-folder.ts';
import { createSignedClient } from '../../tests/support/service/signed-client.ts';
import { testCaller } from '../../tests/support/service/test-caller.ts';
import { startTokenIssuer } from './token-issuer.ts';
import type { AuditedDatabase } from '#platform/audit';
import type { AuditProcesses } from '../../subgraphs/audit/testing/audit-processes.ts';

const ADD_ASSET = 'mutation ($input: AddAssetInput!) { addAsset(input: $input) { asset { id } } }';
const GUARDS = `SELECT tgrelid::regclass::text AS name FROM pg_trigger WHERE tgname = 'audit_guard'`;

/** The vault in this process, reached over HTTP, whose changes can be made with and without the audit log. */
export interface SwitchableVault {
  /** From then on. Without it nothing is appended, no receipt is kept and no guard asks for one. */
  setAudited(audited: boolean): Promise<void>;
  /** Runs one mutation, as the gateway would for somebody who signed in. */
  mutate(): Promise<void>;
  /** A process of the database server. */
  readonly databaseBackend: number;
  close(): Promise<void>;
}

/** @param audit the log that the changes go to */
export async function startSwitchableVault(audit: AuditProcesses): Promise<SwitchableVault> {
  const database = await createTestDatabase({ service: 'vault' });
  await runMigrations({ service: 'vault', url: database.migrateUrl, migrations });
  const identity = await startTokenIssuer();
  const folder = createPrivateFolder();
  const objects = await mkdtemp(path.join(tmpdir(), 'bench-objects-'));
  const entries = [
    generateServiceKey('gateway', 'vault'),
    generateServiceKey('vault', 'identity'),
    ...audit.serviceKeys,
  ];
  let audited = true;
  const bind = (deps: Parameters<typeof createAuditedDatabase>[0]): AuditedDatabase => {
    const real = createAuditedDatabase(deps);
    return {
      ...real,
      change: (request, work) =>
        audited ? real.change(request, work) : deps.db.write(request.scope, async (tx) => (await work(tx)).result),
    };
  };
  const service = await startVault({
    config: readVaultConfig({
      LIFEREADY_ENV: 'test',
      PORT: '0',
      DATABASE_URL: database.appUrl,
      SERVICE_KEYS_FILE: folder.write('service-keys', entries),
      KMS_KEYS_FILE: folder.write('kms-keys', generateKmsKeys()),
      OBJECT_STORE: `directory:${objects}`,
      IDENTITY_URL: identity.url,
      IDENTITY_ISSUER: identity.issuer,
      AUDIT_URL: audit.processes.map(({ url }) => url).join(),
      AUDIT_LOG_VKEY: audit.vkey,
      PUBLIC_URL: 'http://localhost:4000',
    }),
    logger: silentLogger,
    clock: systemClock,
    createAuditedDatabase: bind,
  });
  const url = await service.server.listen({ host: '127.0.0.1', port: 0 });
  const gateway = createSignedClient({ entries, caller: 'gateway', callee: 'vault', url });
  const admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  const guarded = (await admin.query<{ name: string }>(GUARDS)).rows;
  const backend = await admin.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  let token = identity.mint.contextToken(testCaller());
  return {
    setAudited: async (wanted) => {
      for (const { name } of guarded)
        await admin.query(`ALTER TABLE ${name} ${wanted ? 'ENABLE ALWAYS' : 'DISABLE'} TRIGGER audit_guard`);
      audited = wanted;
      // A token holds for a minute. Somebody new each time, so that nobody's assets grow without end.
      token = identity.mint.contextToken(testCaller());
    },
    mutate: async () => {
      const variables = { input: { category: 'OTHER', label: 'measured' } };
      const { errors } = await gateway.graphql({ query: ADD_ASSET, variables, contextToken: token });
      if (errors !== undefined) throw new Error(`the mutation failed: ${JSON.stringify(errors)}`);
    },
    databaseBackend: backend.rows[0]?.pid ?? 0,
    close: async () => {
      await gateway.service.close();
      await service.server.close();
      for (const resource of service.resources) await resource.close();
      await admin.end();
      await identity.close();
      folder.remove();
      await rm(objects, { recursive: true, force: true });
      await database.drop();
    },
  };
}
