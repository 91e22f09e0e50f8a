import { z } from 'zod';
import { AppError } from '#platform/errors';
import { parseJsonBody } from '#platform/http';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '#platform/clock';
import type { Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';

/** Where browsers report what a policy of a page kept from happening. */
export const POLICY_REPORTS_PATH = '/csp-reports';

/** As `report-uri` sends them, and as the Reporting API does (CSP level 3, sections 5.5 and 5.3). */
const TYPES = ['application/csp-report', 'application/reports+json'];
const MAX_BYTES = 16_384;
/** Reports of one process that are written down in a minute; the others are a number. */
export const REPORTS_PER_MINUTE = 30;
const MINUTE_MS = 60_000;

/** Labels of counters are bounded, whatever is sent. */
const DIRECTIVES: ReadonlySet<string> = new Set([
  ...['script-src', 'script-src-elem', 'script-src-attr', 'style-src', 'style-src-elem', 'style-src-attr'],
  ...['connect-src', 'img-src', 'font-src', 'frame-src', 'frame-ancestors', 'form-action', 'base-uri', 'default-src'],
  'require-trusted-types-for',
]);
const PATH = /^\/[\w/.-]{0,100}$/;
const KEYWORD = /^[a-z-]{1,30}$/;

const classic = z.object({
  'csp-report': z.object({
    'effective-directive': z.string().optional(),
    'violated-directive': z.string().optional(),
    'document-uri': z.string().optional(),
    'blocked-uri': z.string().optional(),
  }),
});
const listed = z.array(
  z.object({
    body: z.object({
      effectiveDirective: z.string().optional(),
      documentURL: z.string().optional(),
      blockedURL: z.string().optional(),
    }),
  }),
);

/** What is kept of a report; nothing of it can hold somebody's data. */
interface PolicyReport {
  readonly directive: string;
  /** Path of the page, without what follows it. */
  readonly page: string;
  /** A word such as `inline`, or the origin that was refused. */
  readonly blocked: string;
}

/**
 * `POST /csp-reports`: what browsers say that a page of ours was kept from doing.
 * Attack: invented reports that fill the log, forge its lines, or have the secret of a mailed link in an address; a page that is broken for
 * everybody and reports it a thousand times a second. Rule: small bodies; of a report only a directive that there is, a path and an
 * origin; a few a minute in the log, the rest counted. Whoever sends them learns nothing.
 */
export async function registerPolicyReports(
  server: FastifyInstance,
  deps: { readonly clock: Clock; readonly logger: Logger; readonly metrics: Metrics },
): Promise<void> {
  const counted = deps.metrics.counter(
    'lifeready_gateway_policy_reports_total',
    'What policies of pages kept from happening, as browsers report it.',
    ['directive', 'logged'],
  );
  let [minute, logged] = [0, 0];
  const mayBeLogged = (): boolean => {
    const now = Math.floor(deps.clock.now() / MINUTE_MS);
    if (now !== minute) [minute, logged] = [now, 0];
    logged += 1;
    return logged <= REPORTS_PER_MINUTE;
  };
  await server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(TYPES, { parseAs: 'buffer', bodyLimit: MAX_BYTES }, (_request, body, done) => {
      done(null, body);
    });
    scope.post(POLICY_REPORTS_PATH, async (request, reply) => {
      for (const report of reportsIn(parseJsonBody(request.body))) {
        const isLogged = mayBeLogged();
        counted.add({ directive: report.directive, logged: String(isLogged) });
        if (isLogged) deps.logger.warn({ ...report }, 'a policy kept a page from something');
      }
      return reply.code(204).send();
    });
  });
}

/** @throws AppError BAD_REQUEST for what is neither form */
function reportsIn(value: unknown): PolicyReport[] {
  const one = classic.safeParse(value);
  if (one.success) {
    const report = one.data['csp-report'];
    const directive = report['effective-directive'] ?? report['violated-directive']?.split(' ', 1).join();
    return [cleaned(directive, report['document-uri'], report['blocked-uri'])];
  }
  const several = listed.safeParse(value);
  if (!several.success) throw new AppError('BAD_REQUEST', { detail: 'The body is no report.' });
  return several.data.map(({ body }) => cleaned(body.effectiveDirective, body.documentURL, body.blockedURL));
}

function cleaned(directive = '', page = '', blocked = ''): PolicyReport {
  const address = URL.parse(blocked);
  const { pathname = '' } = URL.parse(page) ?? {};
  return {
    directive: DIRECTIVES.has(directive) ? directive : 'other',
    page: PATH.test(pathname) ? pathname : 'other',
    blocked: KEYWORD.test(blocked) ? blocked : address === null || address.origin === 'null' ? 'other' : address.origin,
  };
}
