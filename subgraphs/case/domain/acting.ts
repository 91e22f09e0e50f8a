import { AppError } from '#platform/errors';
import { lockCase } from './change-case.ts';
import { scopeOf } from './call.ts';
import type { Coordinate } from './access.ts';
import type { CaseRecord } from './case-types.ts';
import type { ChangeRequest, ScopeLookups, Stores, UnitOfWork } from './ports.ts';
import type { Acting, Call } from './call.ts';
import type { Subject } from './scope.ts';

/**
 * The call as one on a case: for its owner, by the caller's own right or by a grant.
 * @param at coordinate of the mutation; its policy says which grants count
 * @throws AppError NOT_FOUND when the caller has no way to it, whether or not there is such a case
 */
export async function actOnCase(
  { lookups }: { readonly lookups: Pick<ScopeLookups, 'ofCases'> },
  call: Call,
  at: Coordinate,
  caseId: string,
): Promise<Acting> {
  const [reached] = await call.access.reach(at, [caseId], lookups.ofCases);
  return acting(call, at, reached?.subjects[0], new AppError('NOT_FOUND'));
}

/**
 * The call as one for whomever the caller names.
 * @param path of the field with the name
 * @throws AppError NOT_FOUND with the path when nobody of that id granted what is needed, whether or not there is such a person
 */
export function actFor(call: Call, at: Coordinate, onBehalfOf: string | null, path: string): Acting {
  const refusal = new AppError('NOT_FOUND', { fields: { [path]: ['is nobody for whom you may act here'] } });
  return acting(call, at, call.access.named(at, onBehalfOf), refusal);
}

function acting(call: Call, at: Coordinate, subject: Subject | undefined, refusal: AppError): Acting {
  if (subject === undefined) throw refusal;
  return { ...call, subject, permits: (object) => call.access.wayTo(at, [subject], object) !== undefined };
}

/** Who changes whose rows by which grant, as the log will say it. */
export function requestOf(by: Acting): ChangeRequest {
  return { scope: scopeOf(by), by: by.caller, grant: by.subject.grant, requestId: by.requestId };
}

/** @throws AppError NOT_FOUND when the case is not there for the caller */
export async function findPermitted(
  { uow }: { readonly uow: UnitOfWork },
  by: Acting,
  id: string,
): Promise<CaseRecord> {
  return permitted(by, await uow.read(scopeOf(by), ({ cases }) => cases.find(id)));
}

/** As `lockCase`, for a caller. @throws AppError NOT_FOUND when the case is not there for them */
export async function lockPermitted(stores: Stores, by: Acting, id: string): Promise<CaseRecord> {
  return permitted(by, await lockCase(stores, id));
}

/** @throws AppError NOT_FOUND, in the same way for what is missing and for what the policy refuses */
export function permitted(by: Acting, record: CaseRecord | undefined): CaseRecord {
  if (record === undefined || !by.permits(record)) throw new AppError('NOT_FOUND');
  return record;
}
