import { AppError, badInput } from '#platform/errors';
import { actFor } from './acting.ts';
import { personOf } from './check-people.ts';
import { openCase } from './open-case.ts';
import type { Clock } from '#platform/clock';
import type { CaseRecord } from './case-types.ts';
import type { GrantDirectory, GrantFacts, PersonDirectory, UnitOfWork } from './ports.ts';
import type { Acting, Call } from './call.ts';

export interface DeathReadinessInput {
  readonly executorNomineePersonId: string;
  readonly executorNomineeGrantId: string | null;
  readonly notes: string | null;
  /** Whose case it will be; null for the caller's own. */
  readonly onBehalfOf: string | null;
}

interface OpenDeps {
  readonly uow: UnitOfWork;
  readonly clock: Clock;
  readonly people: PersonDirectory;
  readonly grants: GrantDirectory;
}

/**
 * @throws AppError NOT_FOUND when the person or the grant is not the new case's owner's; BAD_USER_INPUT when somebody else than
 *   the owner names a grant
 */
export async function openDeathReadiness(deps: OpenDeps, call: Call, input: DeathReadinessInput): Promise<CaseRecord> {
  const { executorNomineePersonId, executorNomineeGrantId, notes } = input;
  const acting = actFor(call, 'Mutation.openDeathReadiness', input.onBehalfOf, 'input.onBehalfOf');
  // Naming the grant shares the pack, and sharing is the principal's alone.
  if (acting.subject.grant !== undefined && executorNomineeGrantId !== null)
    throw badInput('input.executorNomineeGrantId', 'only the principal may name a grant');
  const [person, nomineeGrant] = await Promise.all([
    personOf(deps, acting, executorNomineePersonId),
    executorNomineeGrantId === null ? undefined : ownNomineeGrant(deps, acting, executorNomineeGrantId),
  ]);
  if (person === null) throw new AppError('NOT_FOUND');
  return openCase(deps, acting, {
    type: 'death_readiness',
    notes,
    nomineePersonId: executorNomineePersonId,
    nomineeGrant,
  });
}

/** The grantee sees a grant too; only the one who granted may share a pack by it. @throws AppError NOT_FOUND */
async function ownNomineeGrant({ grants }: OpenDeps, acting: Acting, id: string): Promise<GrantFacts> {
  const grant = await grants.grant(acting, id);
  const isOwn =
    grant !== null &&
    grant.granterId === acting.subject.principalId &&
    grant.role === 'executor_nominee' &&
    grant.status !== 'revoked';
  if (!isOwn) throw new AppError('NOT_FOUND');
  return grant;
}
