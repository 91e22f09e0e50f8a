import { auditActor } from '#platform/audit';
import { signedIn } from '#platform/auth';
import { createRegistryChanges } from './change-registry.ts';
import type { RequestContext } from '#platform/graphql';
import type { Transaction } from '#platform/db';
import type { Operator, RegistryChanges, RegistryDeps } from './change-registry.ts';
import type { Registry } from './registry.ts';

/** What the resolvers of the subgraph `operations` get. */
export interface OperationsContext extends RequestContext {
  /** @throws AppError UNAUTHENTICATED */
  readonly operator: () => Operator;
  readonly changes: RegistryChanges;
  /** Reads in a transaction of its own; nothing in the registry belongs to a tenant. */
  readonly read: <Result>(
    work: (registry: Registry, tx: Transaction, nowMs: number) => Promise<Result>,
  ) => Promise<Result>;
}

export function createOperationsContext(base: RequestContext, deps: RegistryDeps): OperationsContext {
  const { database, registry, clock } = deps;
  return {
    ...base,
    operator: () => operatorOf(base),
    changes: createRegistryChanges(deps),
    read: (work) => database.read(null, (tx) => work(registry, tx, clock.now())),
  };
}

function operatorOf(context: RequestContext): Operator {
  const caller = signedIn(context);
  const { tenantId, principalId } = caller;
  return { tenantId, principalId, actor: auditActor(caller), requestId: context.requestId };
}
