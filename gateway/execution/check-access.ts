import { decide, denialError } from '#platform/access';
import { usedFields } from './used-fields.ts';
import type { Actor } from '#platform/auth';
import type { AppError } from '#platform/errors';
import type { Supergraph } from './supergraph.ts';
import type { OperationToRun } from './used-fields.ts';

/** Why an operation is not run. */
export interface Refusal {
  /** First coordinate that the caller may not use; for the log. */
  readonly coordinate: string;
  readonly error: AppError;
}

/**
 * Refuses an operation before any subgraph is called, from the composed `@access` directives: role, scopes, fixed tiers,
 * step-up age. The whole operation is refused, so that no half of it has happened. Subgraphs decide again, and about ownership
 * they alone decide.
 * @param nowSeconds seconds since the Unix epoch
 */
export function findRefusal(
  { schema, policies }: Pick<Supergraph, 'schema' | 'policies'>,
  run: OperationToRun,
  actor: Actor,
  nowSeconds: number,
): Refusal | undefined {
  for (const { type, field } of usedFields(schema, run)) {
    // Introspection types have no policy; every other field has one, or the gateway would not have started.
    const policy = policies.get(type)?.get(field);
    if (policy === undefined) continue;
    const decision = decide(policy, actor, nowSeconds);
    if (!decision.allowed) return { coordinate: `${type}.${field}`, error: denialError(decision.reason, policy) };
  }
  return undefined;
}
