import { systemClock } from '#platform/clock';
import { silentLogger } from '#platform/logging';
import { generateServiceKey } from '#platform/signing';
import { createFakeAuditClient } from '../../../platform/audit/testing/fake-audit-client.ts';
import { createMigratedDatabase } from '../../../tests/support/migrated-database.ts';
import { createPrivateFolder } from '../../../tests/support/service/private-folder.ts';
import { createSignedClient } from '../../../tests/support/service/signed-client.ts';
import { startTestIdentity, testCaller } from '../../../tests/support/service/test-identity.ts';
import { startIncident } from '../app.ts';
import { readIncidentConfig } from '../config.ts';
import { migrations } from '../persistence/migrations/index.ts';
import type { AuditClient } from '#platform/audit';
import type { ServiceKeyEntry } from '#platform/signing';
import type { FakeAuditClient } from '../../../platform/audit/testing/fake-audit-client.ts';
import type { TestDatabase } from '../../../tests/support/postgres.ts';
import type { GraphAnswer, SignedClient } from '../../../tests/support/service/signed-client.ts';
import type { TestCaller } from '../../../tests/support/service/test-identity.ts';

/** The real incident service on a database of its own, with an audit log in memory. */
export interface RunningIncident {
  readonly url: string;
  readonly database: TestDatabase;
  readonly audit: FakeAuditClient;
  readonly statements: string[];
  readonly gateway: SignedClient;
  /** Asks as the gateway would for `caller`, or for nobody. */
  ask(query: string, variables?: Record<string, unknown>, caller?: TestCaller | null): Promise<GraphAnswer>;
  close(): Promise<void>;
}

/** An information officer of a new organisation, or of a given one. */
export function officerOf(tenantId?: string): TestCaller {
  const role = { role: 'information_officer', scopes: ['incident:manage'] } as const;
  return testCaller({ role: role.role, scopes: [...role.scopes], ...(tenantId === undefined ? {} : { tenantId }) });
}

/**
 * @param auditClient a log that is to take what the service records, in place of the one in memory
 * @param options.variables besides its own; `options.keys` those that it shares with the audit service
 */
export async function startRunningIncident(
  auditClient?: AuditClient,
  options: { readonly variables?: Record<string, string>; readonly keys?: readonly ServiceKeyEntry[] } = {},
): Promise<RunningIncident> {
  const { variables = {}, keys = [generateServiceKey('incident', 'audit')] } = options;
  const database = await createMigratedDatabase({ service: 'incident', migrations });
  const identity = await startTestIdentity();
  const folder = createPrivateFolder();
  const entries = [generateServiceKey('gateway', 'incident'), ...keys];
  const config = readIncidentConfig({
    LIFEREADY_ENV: 'test',
    PORT: '0',
    SERVICE_KEYS_FILE: folder.write('service-keys.json', entries),
    DATABASE_URL: database.appUrl,
    IDENTITY_URL: identity.url,
    IDENTITY_ISSUER: identity.issuer,
    AUDIT_URL: 'http://127.0.0.1:1',
    AUDIT_LOG_VKEY: 'not-used',
    PUBLIC_URL: 'http://localhost:4000',
    ...variables,
  });
  const audit = createFakeAuditClient();
  const statements: string[] = [];
  const { server, resources } = await startIncident({
    config,
    logger: silentLogger,
    clock: systemClock,
    onStatement: (sql) => statements.push(sql),
    auditClient: auditClient ?? audit,
  });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const gateway = createSignedClient({ entries, caller: 'gateway', callee: 'incident', url });
  return {
    url,
    database,
    audit,
    statements,
    gateway,
    ask: (query, variables, caller = null) =>
      gateway.graphql({ query, variables, contextToken: caller === null ? undefined : identity.vouchFor(caller) }),
    close: async () => {
      await gateway.service.close();
      await server.close();
      for (const resource of resources) await resource.close();
      await identity.close();
      folder.remove();
      await database.drop();
    },
  };
}
