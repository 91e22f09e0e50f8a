import { createHttpServer } from '#platform/http';
import { registerMetricsRoute } from '#platform/metrics';
import type { Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { GatewayConfig } from '../config.ts';

/**
 * `GET /metrics` on a listener of its own: the public one has no such route, so no rule of a proxy has to hide it.
 * @returns what ends the listener; undefined when the configuration names no port
 */
export async function listenForMetrics(
  config: Pick<GatewayConfig, 'GATEWAY_METRICS_HOST' | 'GATEWAY_METRICS_PORT'>,
  metrics: Metrics,
  logger: Logger,
): Promise<{ close(): Promise<void> } | undefined> {
  const port = config.GATEWAY_METRICS_PORT;
  if (port === undefined) return undefined;
  const server = createHttpServer({ logger, dependencies: {} });
  registerMetricsRoute(server, metrics);
  await server.listen({ host: config.GATEWAY_METRICS_HOST, port });
  logger.info({ addresses: server.addresses() }, 'listening for metrics');
  return { close: () => server.close() };
}
