import { connectAudit } from '#platform/audit';
import { createServiceClient } from '#platform/http';
import { createRequestSigner, openServiceKeys } from '#platform/signing';
import { OPERATIONS, absentOperations } from './absent-operations.ts';
import { createRegistry } from './create-registry.ts';
import { hostOperations } from './host-operations.ts';
import type { AuditClient } from '#platform/audit';
import type { Database } from '#platform/db';
import type { BufferingClient, ServiceClient, ServiceTls } from '#platform/http';
import type { ClientList } from '../documents/document-store.ts';
import type { OperationsDeps } from './host-operations.ts';
import type { ServedSupergraph } from './judge-document.ts';

type Client = ServiceClient & BufferingClient;

/** What the graph calls, from before the subgraph `operations` is there: it needs the schema that the graph is served by. */
export interface OperationsLine {
  readonly client: Client;
  connect(client: Client): void;
}

export function createOperationsLine(): OperationsLine {
  let line: Client = absentOperations;
  return {
    client: {
      call: (call) => line.call(call),
      callJson: (call) => line.callJson(call),
      exchange: (call) => line.exchange(call),
      close: () => line.close(),
    },
    connect: (client) => {
      line = client;
    },
  };
}

export type OpenOperationsDeps = Omit<
  OperationsDeps,
  'db' | 'registry' | 'audit' | 'keys' | 'port' | 'reconcileAfterSeconds'
> & {
  /** Undefined where there is no registry, and so nothing to host. */
  readonly db: Database | undefined;
  readonly builtIn: readonly ClientList[];
  readonly served: () => ServedSupergraph;
  readonly line: OperationsLine;
  /** For calls to the audit service. */
  readonly tls: ServiceTls | undefined;
  readonly config: {
    readonly SERVICE_KEYS_FILE: string;
    readonly AUDIT_URL: readonly string[];
    readonly AUDIT_LOG_VKEY: string;
    readonly AUDIT_RECONCILE_AFTER_SECONDS: number;
    readonly GATEWAY_REGISTRY_PORT: number;
  };
  /** Stands in for the audit service. */
  readonly auditClient?: AuditClient | undefined;
};

/**
 * Hosts the subgraph `operations` over the registry, where there is one, and lets the graph call it.
 * @returns what ends it
 * @throws Error when it cannot listen, or keys are not valid
 */
export async function openOperations(deps: OpenOperationsDeps): Promise<{ close(): Promise<void> }> {
  const { config, clock, logger, tls, line, db, builtIn, served } = deps;
  if (db === undefined) return { close: () => Promise.resolve() };
  const keys = openServiceKeys({ path: config.SERVICE_KEYS_FILE, clock, logger });
  const sign = createRequestSigner({ keys, caller: 'gateway', clock });
  const audit = connectAudit({ urls: config.AUDIT_URL, sign, tls, logVerifierKey: config.AUDIT_LOG_VKEY });
  const hosted = await hostOperations({
    ...deps,
    db,
    registry: createRegistry({ builtIn, served }),
    audit: deps.auditClient ?? audit.client,
    keys,
    port: config.GATEWAY_REGISTRY_PORT,
    reconcileAfterSeconds: config.AUDIT_RECONCILE_AFTER_SECONDS,
  });
  const client = createServiceClient({ callee: OPERATIONS, baseUrl: hosted.url, sign });
  line.connect(client);
  return {
    close: async () => {
      await client.close();
      await hosted.close();
      await audit.close();
    },
  };
}
