import type { DependencyChecks, ServiceClient } from '#platform/http';
import { newId } from '#platform/ids';
import type { SharedState } from '#platform/redis';

const TIMEOUT_MS = 3_000;

/**
 * What `/readyz` looks at. Without identity nobody can be known, so the instance leaves service; without another subgraph the
 * rest of the graph still answers, so it stays and says so. Redis is optional unless told otherwise.
 */
export function dependencyChecks(deps: {
  readonly clients: Readonly<Record<string, ServiceClient>>;
  readonly state: SharedState;
  readonly redisRequired: boolean;
}): DependencyChecks {
  const redis = (): Promise<void> => deps.state.ping();
  const services = Object.entries(deps.clients).map(([name, client]) => {
    const check = (): Promise<void> => requireReady(client);
    return [name, name === 'identity' ? check : { check, critical: false as const }] as const;
  });
  return {
    ...Object.fromEntries(services),
    redis: deps.redisRequired ? redis : { check: redis, critical: false },
  };
}

async function requireReady(client: ServiceClient): Promise<void> {
  const answer = await client.call({ method: 'GET', path: '/readyz', requestId: newId(), timeoutMs: TIMEOUT_MS });
  answer.body.resume();
  if (answer.status !== 200) throw new Error(`not ready: ${answer.status}`);
}
