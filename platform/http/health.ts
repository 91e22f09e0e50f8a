import type { FastifyInstance } from 'fastify';
import type { Logger } from '#platform/logging';

/** How long one dependency may take to answer before it counts as down. */
const CHECK_TIMEOUT_MS = 3_000;

/** Resolves when the dependency works, rejects when it does not. */
export type DependencyCheck = () => Promise<void>;

/** Without it the process still does useful work: it is reported and does not take the instance out of service. */
export interface OptionalDependency {
  readonly check: DependencyCheck;
  readonly critical: false;
}

export type DependencyChecks = Readonly<Record<string, DependencyCheck | OptionalDependency>>;

/**
 * `/healthz` says that the process runs and looks at nothing else; `/readyz` says whether it can do its work, per
 * dependency, without any detail of a failure (that is in the log). Aliases `/live`, `/health`, `/ready`.
 */
export function registerHealthRoutes(server: FastifyInstance, checks: DependencyChecks, logger: Logger): void {
  const live = (): { status: string } => ({ status: 'ok' });
  for (const url of ['/healthz', '/health', '/live']) server.get(url, live);
  for (const url of ['/readyz', '/ready']) {
    server.get(url, async (_request, reply) => {
      const results = await Promise.all(
        Object.entries(checks).map(async ([name, dependency]) => {
          const check = typeof dependency === 'function' ? dependency : dependency.check;
          return { name, critical: dependency === check, status: await statusOf(name, check, logger) };
        }),
      );
      const down = results.filter(({ status }) => status === 'unavailable');
      const ready = !down.some(({ critical }) => critical);
      return reply.code(ready ? 200 : 503).send({
        status: ready ? (down.length === 0 ? 'ok' : 'degraded') : 'unavailable',
        dependencies: Object.fromEntries(results.map(({ name, status }) => [name, status])),
      });
    });
  }
}

async function statusOf(name: string, check: DependencyCheck, logger: Logger): Promise<'ok' | 'unavailable'> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error('timed out'));
    }, CHECK_TIMEOUT_MS);
  });
  try {
    await Promise.race([check(), deadline]);
    return 'ok';
  } catch (error) {
    logger.warn({ err: error, dependency: name }, 'dependency is not available');
    return 'unavailable';
  } finally {
    clearTimeout(timer);
  }
}
