import { createAuditClient } from '#platform/audit';
import { createDenialRecorder } from '#platform/denials';
import { createMetrics } from '#platform/metrics';
import { listenForMetrics } from './http/metrics-listener.ts';
import type { AuditClient } from '#platform/audit';
import type { Clock } from '#platform/clock';
import type { DenialRecorder } from '#platform/denials';
import type { RunningService, ServiceClient } from '#platform/http';
import type { Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { GatewayConfig } from './config.ts';

export interface RecordedDenials {
  readonly denials: DenialRecorder;
  /** The counters of the gateway, for what else is counted. */
  readonly metrics: Metrics;
  /** In the order in which they are closed. */
  readonly resources: RunningService['resources'];
}

/** What the gateway refuses, in the audit log and as counters. It is all that the gateway records there. */
export async function recordDenials(deps: {
  readonly config: GatewayConfig;
  /** Apart from the graph's: one call at a time is enough, and trails are not kept waiting. */
  readonly audit: ServiceClient;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Stands in for the audit service. */
  readonly auditClient?: AuditClient | undefined;
}): Promise<RecordedDenials> {
  const { config, audit, clock, logger } = deps;
  const client = deps.auditClient ?? createAuditClient({ services: [audit], logVerifierKey: config.AUDIT_LOG_VKEY });
  const metrics = createMetrics('gateway');
  const append: AuditClient['fact'] = (fact) => client.fact(fact);
  const denials = createDenialRecorder({ service: 'gateway', append, clock, logger, metrics });
  const listener = await listenForMetrics(config, metrics, logger);
  return { denials, metrics, resources: [denials, ...(listener === undefined ? [] : [listener]), audit] };
}
