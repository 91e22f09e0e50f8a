import type { FastifyInstance } from 'fastify';
import type { Metrics } from './metrics.ts';

/**
 * `GET /metrics` for a scraper. On internal listeners only. It carries no signature, because a scraper cannot make
 * one: what it shows is how often something happened, never to whom.
 */
export function registerMetricsRoute(server: FastifyInstance, metrics: Metrics): void {
  server.get('/metrics', async (_request, reply) =>
    reply
      .type(metrics.contentType)
      .header('cache-control', 'no-store')
      .send(await metrics.text()),
  );
}
