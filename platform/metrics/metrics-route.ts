import { standardOutput } from '#platform/logging';
import type { FastifyInstance } from 'fastify';
import type { Metrics } from './metrics.ts';

/**
 * `GET /metrics` for a scraper. On internal listeners only. It carries no signature, because a scraper cannot make
 * one: what it shows is how often something happened, never to whom.
 */
export function registerMetricsRoute(server: FastifyInstance, metrics: Metrics): void {
  showDroppedLines(metrics);
  server.get('/metrics', async (_request, reply) =>
    reply
      .type(metrics.contentType)
      .header('cache-control', 'no-store')
      .send(await metrics.text()),
  );
}

/** Log lines of this process that were lost: the one number that every process has. */
export function showDroppedLines(metrics: Metrics): void {
  metrics.gauge('lifeready_log_lines_dropped', 'Log lines that nobody read in time, since the process began.', () =>
    standardOutput().dropped(),
  );
}
