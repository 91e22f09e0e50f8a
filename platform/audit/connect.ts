import { createServiceClient } from '#platform/http';
import { askAlarms } from './alarms.ts';
import { createAuditClient } from './client.ts';
import type { ServiceTls } from '#platform/http';
import type { RequestSigner } from '#platform/signing';
import type { AuditAlarm } from './alarms.ts';
import type { AuditClient } from './client.ts';

/** Connections to one instance. Appends need few: those of one process share calls. */
const CONNECTIONS = 8;

/** The audit service as one process reaches it. */
export interface AuditConnection {
  /** Made when it is asked for first: a test that stands in for it has no key of a log. */
  readonly client: AuditClient;
  /** What the log was found to be wrong about. @throws AppError AUDIT_UNAVAILABLE */
  alarms(): Promise<readonly AuditAlarm[]>;
  close(): Promise<void>;
}

/**
 * @param options.urls addresses of the instances of the audit service, at least one
 * @param options.logVerifierKey verifier key of the log
 * @throws Error when the addresses and mutual TLS do not fit together; the client, when the key is none
 */
export function connectAudit(options: {
  readonly urls: readonly string[];
  readonly sign: RequestSigner;
  readonly tls?: ServiceTls | undefined;
  readonly logVerifierKey: string;
}): AuditConnection {
  const { urls, sign, tls, logVerifierKey } = options;
  const services = urls.map((baseUrl) =>
    createServiceClient({ callee: 'audit', baseUrl, sign, tls, connections: CONNECTIONS }),
  );
  let client: AuditClient | undefined;
  return {
    get client() {
      client ??= createAuditClient({ services, logVerifierKey });
      return client;
    },
    alarms: () => askAlarms(services),
    close: async () => {
      // Outcomes of changes that were answered already; what is cut off here is left to the reconciler.
      await client?.settled();
      await Promise.all(services.map((service) => service.close()));
    },
  };
}
