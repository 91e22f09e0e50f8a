import { isErrorCode } from '#platform/errors';
import { HEALTH_ROUTES } from '#platform/http';
import type { FastifyInstance } from 'fastify';
import type { Metrics } from '#platform/metrics';

/** Upper bounds in seconds, from what is done in memory to the longest export. */
const SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 75];
const FIRST_REFUSAL = 400;
const FIRST_FAILURE = 500;
/** Where the code of a refusal stands in its body; a quote in anybody's text has a backslash before it. */
const CODE = /"code":"([A-Z_]+)"/;
/** Characters of a body in which a code is looked for. */
const MAX_LOOKED_AT = 2_000;

/** What is counted of answers, whoever sends them. */
export interface AnswerMetrics {
  /**
   * @param route its pattern, such as `/graphql/:documentId`; never the address that somebody wrote
   * @param answer with its body, when it is a text
   * @param ms since the request was there
   */
  answered(route: string, answer: { readonly status: number; readonly body: unknown }, ms: number): void;
}

/** One histogram for how many, how they ended and how long they took: a request is counted once. */
export function createAnswerMetrics(metrics: Metrics): AnswerMetrics {
  const seconds = metrics.histogram(
    'lifeready_gateway_request_seconds',
    'Time until requests were answered, by their route and what became of them: ok, refused (4xx), failed (5xx).',
    ['route', 'outcome'],
    SECONDS,
  );
  const refusals = metrics.counter(
    'lifeready_gateway_refusals_total',
    'Requests that were answered with an error and nothing else, by its code.',
    ['code'],
  );
  return {
    answered: (route, { status, body }, ms) => {
      seconds.observe({ route, outcome: outcomeOf(status) }, ms / 1_000);
      if (status >= FIRST_REFUSAL) refusals.add({ code: codeIn(body) });
    },
  };
}

/** Counts what the router answers, but for the probes, which would be most of it. */
export function registerAnswerMetrics(server: FastifyInstance, metrics: AnswerMetrics): void {
  const refusals = new WeakMap<object, unknown>();
  server.addHook('onSend', (request, reply, payload, done) => {
    if (reply.statusCode >= FIRST_REFUSAL) refusals.set(request, payload);
    done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    const answer = { status: reply.statusCode, body: refusals.get(request) };
    if (!HEALTH_ROUTES.has(route)) metrics.answered(route, answer, reply.elapsedTime);
    done();
  });
}

function outcomeOf(status: number): string {
  if (status < FIRST_REFUSAL) return 'ok';
  return status < FIRST_FAILURE ? 'refused' : 'failed';
}

/** Of the registry, so that there are as many as there are codes. */
function codeIn(body: unknown): string {
  const code = typeof body === 'string' ? CODE.exec(body.slice(0, MAX_LOOKED_AT))?.[1] : undefined;
  return isErrorCode(code) ? code : 'other';
}
