import { subjectsFor } from '#platform/access';
import { epochSeconds } from '#platform/clock';
import { AppError } from '#platform/errors';
import { createCaseLoaders } from './loaders.ts';
import type { Clock } from '#platform/clock';
import type { RequestContext } from '#platform/graphql';
import type { ExpireDeps } from './domain/expire-case.ts';
import type { ExportDeps } from './domain/export-pack.ts';
import type { GrantDirectory, ScopeLookups } from './domain/ports.ts';
import type { CaseReader } from './domain/reader.ts';
import type { Call, GranteeCall } from './domain/scope.ts';
import type { CaseLoaders } from './loaders.ts';

/** Everything the use cases need; each takes what it names. */
export interface CaseDeps extends ExportDeps, ExpireDeps {
  readonly clock: Clock;
  readonly reader: CaseReader;
  readonly lookups: ScopeLookups;
  readonly grants: GrantDirectory;
}

/** What the resolvers of case get. */
export interface CaseContext extends RequestContext {
  readonly deps: CaseDeps;
  readonly loaders: CaseLoaders;
}

export function createCaseContext(base: RequestContext, deps: CaseDeps): CaseContext {
  return { ...base, deps, loaders: createCaseLoaders(deps.reader, base.actor) };
}

/** @throws AppError UNAUTHENTICATED; the shield rules refuse earlier */
export function callOf({ actor, contextToken, requestId }: CaseContext): Call {
  if (actor.kind === 'anonymous' || contextToken === undefined) throw new AppError('UNAUTHENTICATED');
  return { caller: actor, contextToken, requestId };
}

/** A call of somebody who may also be an executor nominee. */
export function granteeCallOf(context: CaseContext): GranteeCall {
  const call = callOf(context);
  return { ...call, subjects: subjectsFor(call.caller, { roles: ['executor_nominee'], level: 'read_only_packs' }, epochSeconds(context.deps.clock)) };
}

/** Runs a change; what was loaded before it in the same request is forgotten. */
export async function changing<Result>({ loaders }: CaseContext, change: Promise<Result>): Promise<Result> {
  const result = await change;
  loaders.forget();
  return result;
}
