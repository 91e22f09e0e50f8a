import { createHttpServer } from '#platform/http';
import { registerMetricsRoute } from '#platform/metrics';
import type { Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { GatewayConfig } from '../config.ts';

export interface MetricsListener {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * `GET /metrics` on a listener of its own: the public one has no such route, so no rule of a proxy has to hide it.
 * @returns what ends the listener; undefined when the configuration names no port
 */
export async function listenForMetrics(
  config: Pick<GatewayConfig, 'GATEWAY_METRICS_HOST' | 'GATEWAY_METRICS_PORT'>,
  metrics: Metrics,
  logger: Logger,
): Promise<MetricsListener | undefined> {
  const port = config.GATEWAY_METRICS_PORT;
  if (port === undefined) return undefined;
  const server = createHttpServer({ logger, dependencies: {} });
  registerMetricsRoute(server, metrics);
  const url = await server.listen({ host: config.GATEWAY_METRICS_HOST, port });
  logger.info({ url }, 'listening for metrics');
  return { url, close: () => server.close() };
}
