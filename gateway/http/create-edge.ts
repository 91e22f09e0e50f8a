import { createHttpServer } from '#platform/http';
import { createAnswerMetrics, registerAnswerMetrics } from './answer-metrics.ts';
import { createBurstGuard, registerBurstLimit } from './burst-limit.ts';
import { corsHeaders, registerCors } from './cors.ts';
import { httpLimitsOf } from './http-settings.ts';
import { registerHttpsOnly } from './https-only.ts';
import { boundRequestHead } from './request-head.ts';
import { securityHeaders } from './security-headers.ts';
import { createIsTrusted, createSenderOf } from './sender-of.ts';
import { refuseRepeatedHeaders } from './single-headers.ts';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '#platform/clock';
import type { DependencyChecks } from '#platform/http';
import type { Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { GatewayConfig } from '../config.ts';
import type { BurstGuardDeps } from './burst-limit.ts';
import type { EdgeRules } from './edge-rules.ts';

/** An upload of 50 MiB over a slow line. Headers, and the bodies of JSON requests, have shorter times of their own. */
const REQUEST_TIMEOUT_MS = 600_000;

type EdgeSettings = Parameters<typeof httpLimitsOf>[0] &
  Pick<
    GatewayConfig,
    | 'CORS_ALLOWED_ORIGINS'
    | 'TRUSTED_PROXIES'
    | 'GATEWAY_BURST_REQUESTS'
    | 'GATEWAY_BURST_WINDOW_SECONDS'
    | 'GATEWAY_BURST_BLOCK_SECONDS'
  >;

/** The public server, and its rules for whoever answers without its router. */
export interface Edge {
  readonly server: FastifyInstance;
  readonly rules: EdgeRules;
}

/**
 * The public server with what holds for every route, in the order in which it is looked at: how much this sender sends, the size of the
 * head, headers there must be one of, https, origin. Routes have their own rules after these.
 */
export function createEdge(deps: {
  readonly config: EdgeSettings;
  readonly httpsOnly: boolean;
  readonly dependencies: DependencyChecks;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly recordBlock?: BurstGuardDeps['recordBlock'];
}): Edge {
  const { config, httpsOnly } = deps;
  const headers = securityHeaders({ hsts: httpsOnly });
  const limits = httpLimitsOf(config);
  const burst = createBurstGuard({
    ...deps,
    limits: {
      requests: config.GATEWAY_BURST_REQUESTS,
      windowMs: config.GATEWAY_BURST_WINDOW_SECONDS * 1_000,
      blockMs: config.GATEWAY_BURST_BLOCK_SECONDS * 1_000,
    },
  });
  const isTrusted = createIsTrusted(config.TRUSTED_PROXIES);
  const server = createHttpServer({
    logger: deps.logger,
    dependencies: deps.dependencies,
    bodyLimitBytes: limits.bodyBytes,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    trustedProxies: config.TRUSTED_PROXIES,
    headers,
    // What a proxy passes on is somebody else's, and nobody knows whose.
    onUnreadable: (address) => isTrusted(address) || burst.unreadable(address),
  });
  const answers = createAnswerMetrics(deps.metrics);
  registerAnswerMetrics(server, answers);
  registerBurstLimit(server, burst, deps.metrics);
  boundRequestHead(server, limits);
  refuseRepeatedHeaders(server);
  if (httpsOnly) registerHttpsOnly(server);
  registerCors(server, config.CORS_ALLOWED_ORIGINS);
  const rules = {
    ...{ limits, burst, answers, headers, httpsOnly },
    senderOf: createSenderOf(config.TRUSTED_PROXIES),
    corsHeaders: corsHeaders(config.CORS_ALLOWED_ORIGINS),
  };
  return { server, rules };
}
