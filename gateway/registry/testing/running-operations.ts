import { createContextTokenVerifier, createJwksClient } from '#platform/auth';
import { systemClock } from '#platform/clock';
import { createDenialRecorder } from '#platform/denials';
import { silentLogger } from '#platform/logging';
import { createMetrics } from '#platform/metrics';
import { createInProcessState } from '#platform/redis';
import { generateServiceKey, parseServiceKeys } from '#platform/signing';
import { createFakeAuditClient } from '../../../platform/audit/testing/fake-audit-client.ts';
import { createSignedClient } from '../../../tests/support/service/signed-client.ts';
import { startTestIdentity, testCaller } from '../../../tests/support/service/test-identity.ts';
import { OPERATIONS } from '../absent-operations.ts';
import { createRegistry } from '../create-registry.ts';
import { hostOperations } from '../host-operations.ts';
import { servedSupergraph } from './served-supergraph.ts';
import { openTestRegistry } from './test-registry.ts';
import type { FakeAuditClient } from '../../../platform/audit/testing/fake-audit-client.ts';
import type { GraphAnswer, SignedClient } from '../../../tests/support/service/signed-client.ts';
import type { TestCaller } from '../../../tests/support/service/test-identity.ts';
import type { TestRegistry } from './test-registry.ts';

/** The subgraph `operations` over a registry of its own, with an audit log in memory. */
export interface RunningOperations {
  readonly url: string;
  readonly audit: FakeAuditClient;
  /** For looking behind it. */
  readonly behind: TestRegistry;
  readonly gateway: SignedClient;
  /** Asks as the gateway would for `caller`, or for nobody. */
  ask(
    query: string,
    variables?: Record<string, unknown>,
    caller?: TestCaller | null,
    headers?: Record<string, string>,
  ): Promise<GraphAnswer>;
  close(): Promise<void>;
}

/** Somebody who runs the deployment. */
export function operatorOf(): TestCaller {
  return testCaller({ role: 'operator', scopes: ['operate'], tiers: ['green'] });
}

export async function startRunningOperations(): Promise<RunningOperations> {
  const behind = await openTestRegistry();
  const identity = await startTestIdentity();
  const entries = [generateServiceKey('gateway', OPERATIONS)];
  const audit = createFakeAuditClient();
  const metrics = createMetrics('gateway');
  const shared = { clock: systemClock, logger: silentLogger, metrics };
  const append = (fact: Parameters<typeof audit.fact>[0]): Promise<unknown> => audit.fact(fact);
  const denials = createDenialRecorder({ service: 'gateway', append, ...shared });
  const keys = createJwksClient({ url: `${identity.url}/.well-known/jwks.json`, clock: systemClock, fetch });
  const hosted = await hostOperations({
    ...shared,
    db: behind.db,
    registry: createRegistry({ builtIn: [], served: () => served }),
    audit,
    keys: { current: () => parseServiceKeys(JSON.stringify(entries)) },
    state: createInProcessState({ clock: systemClock }),
    verifyContextToken: createContextTokenVerifier({ issuer: identity.issuer, keys, clock: systemClock }),
    denials,
    port: 0,
    reconcileAfterSeconds: 60,
  });
  const gateway = createSignedClient({ entries, caller: 'gateway', callee: OPERATIONS, url: hosted.url });
  return {
    url: hosted.url,
    audit,
    behind,
    gateway,
    ask: async (query, variables, caller = null, headers = {}) => {
      const contextToken = caller === null ? undefined : identity.vouchFor(caller);
      const json = { query, variables };
      const answer = await gateway.send({ method: 'POST', path: '/graphql', json, headers, contextToken });
      return { status: answer.status, ...(answer.json as Omit<GraphAnswer, 'status'>) };
    },
    close: async () => {
      await gateway.service.close();
      await hosted.close();
      await denials.close();
      await identity.close();
      await behind.close();
    },
  };
}

const served = servedSupergraph();
