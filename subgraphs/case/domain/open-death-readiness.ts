import { AppError } from '#platform/errors';
import { openCase } from './open-case.ts';
import type { Clock } from '#platform/clock';
import type { CaseRecord } from './case-types.ts';
import type { GrantDirectory, GrantFacts, PersonDirectory, UnitOfWork } from './ports.ts';
import type { Call } from './scope.ts';

export interface DeathReadinessInput {
  readonly executorNomineePersonId: string;
  readonly executorNomineeGrantId: string | null;
  readonly notes: string | null;
}

/** @throws AppError NOT_FOUND when the person or the grant is not the caller's to name */
export async function openDeathReadiness(
  deps: {
    readonly uow: UnitOfWork;
    readonly clock: Clock;
    readonly people: PersonDirectory;
    readonly grants: GrantDirectory;
  },
  call: Call,
  input: DeathReadinessInput,
): Promise<CaseRecord> {
  const { executorNomineePersonId, executorNomineeGrantId, notes } = input;
  const [person, grant] = await Promise.all([
    deps.people.person(call, executorNomineePersonId),
    executorNomineeGrantId === null ? undefined : deps.grants.grant(call, executorNomineeGrantId),
  ]);
  if (person === null || (grant !== undefined && !isOwnNomineeGrant(grant, call))) throw new AppError('NOT_FOUND');
  return openCase(deps, call, {
    type: 'death_readiness',
    notes,
    nomineePersonId: executorNomineePersonId,
    nomineeGrantId: executorNomineeGrantId,
  });
}

/** The grantee sees a grant too; only the one who granted may share a pack by it. */
function isOwnNomineeGrant(grant: GrantFacts | null, { caller }: Call): boolean {
  return (
    grant !== null &&
    grant.granterId === caller.principalId &&
    grant.role === 'executor_nominee' &&
    grant.status !== 'revoked'
  );
}
