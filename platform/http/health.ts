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
 *
 * Attack: probes without end, which no limit on rates counts, each of which makes every dependency work. Rule: a dependency is
 * looked at once at a time, and all probes that come meanwhile get the same answer.
 */
export function registerHealthRoutes(server: FastifyInstance, checks: DependencyChecks, logger: Logger): void {
  const live = (): { status: string } => ({ status: 'ok' });
  const underWay = new Map<string, Promise<Status>>();
  const look = (name: string, check: DependencyCheck): Promise<Status> => {
    const known = underWay.get(name);
    if (known !== undefined) return known;
    const status = statusOf(name, check, logger).finally(() => underWay.delete(name));
    underWay.set(name, status);
    return status;
  };
  for (const url of ['/healthz', '/health', '/live']) server.get(url, live);
  for (const url of ['/readyz', '/ready']) {
    server.get(url, async (_request, reply) => {
      const results = await Promise.all(
        Object.entries(checks).map(async ([name, dependency]) => {
          const check = typeof dependency === 'function' ? dependency : dependency.check;
          return { name, critical: dependency === check, status: await look(name, check) };
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

type Status = 'ok' | 'unavailable';

async function statusOf(name: string, check: DependencyCheck, logger: Logger): Promise<Status> {
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
