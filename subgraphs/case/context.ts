import { AppError } from '#platform/errors';
import { createCallerAccess } from './caller-access.ts';
import { createCaseLoaders } from './loaders.ts';
import type { RequestContext } from '#platform/graphql';
import type { CallerAccessDeps } from './caller-access.ts';
import type { CallerAccess } from './domain/access.ts';
import type { ExpireDeps } from './domain/expire-case.ts';
import type { ExportDeps } from './domain/export-pack.ts';
import type { GrantDirectory, ScopeLookups } from './domain/ports.ts';
import type { CaseReader } from './domain/reader.ts';
import type { Call } from './domain/call.ts';
import type { OpenLinkDeps } from './domain/open-share-link.ts';
import type { CaseLoaders } from './loaders.ts';

/** Everything the use cases need; each takes what it names. */
export interface CaseDeps
  extends ExportDeps, ExpireDeps, CallerAccessDeps, Pick<OpenLinkDeps, 'openings' | 'refusals'> {
  readonly reader: CaseReader;
  readonly lookups: ScopeLookups;
  readonly grants: GrantDirectory;
}

/** What the resolvers of case get. */
export interface CaseContext extends RequestContext {
  readonly deps: CaseDeps;
  readonly access: CallerAccess;
  readonly loaders: CaseLoaders;
}

export function createCaseContext(base: RequestContext, deps: CaseDeps): CaseContext {
  const access = createCallerAccess(deps, base.actor, base.recordDenial);
  return { ...base, deps, access, loaders: createCaseLoaders({ ...deps, access }) };
}

/** @throws AppError UNAUTHENTICATED; the shield rules refuse earlier */
export function callOf({ actor, access, contextToken, requestId }: CaseContext): Call {
  if (actor.kind === 'anonymous' || contextToken === undefined) throw new AppError('UNAUTHENTICATED');
  return { caller: actor, access, contextToken, requestId };
}

/** Runs a change; what was loaded before it in the same request is forgotten. */
export async function changing<Result>({ loaders }: CaseContext, change: Promise<Result>): Promise<Result> {
  const result = await change;
  loaders.forget();
  return result;
}
