import { isId } from '#platform/ids';
import { activatableAt } from '../../domain/staged-access/settle.ts';
import { toUpper } from '../enums.ts';
import type { StagedAccessResolvers } from '../generated/resolvers.ts';

export const StagedAccess: StagedAccessResolvers = {
  __resolveReference: ({ id }, { stagedAccesses }) => (isId(id) ? stagedAccesses.load(id) : null),
  principal: ({ principalId }, _args, { principals }) => principals.load(principalId),
  grantee: ({ granteePrincipalId }, _args, { principals }) => principals.load(granteePrincipalId),
  grant: ({ grantId }, _args, { grants }) => grants.load(grantId),
  secondApprover: ({ secondPrincipalId }, _args, { principals }) =>
    secondPrincipalId === null ? null : principals.load(secondPrincipalId),
  tiers: ({ tiers }) => tiers.map(toUpper),
  status: ({ status }) => toUpper(status),
  requestedAt: ({ requestedAt }) => requestedAt?.toISOString() ?? null,
  activatableAt: (access) => activatableAt(access)?.toISOString() ?? null,
  approvedByPrincipalAt: ({ approvedByPrincipalAt }) => approvedByPrincipalAt?.toISOString() ?? null,
  approvedBySecondAt: ({ approvedBySecondAt }) => approvedBySecondAt?.toISOString() ?? null,
  activeUntil: ({ activeUntil }) => activeUntil?.toISOString() ?? null,
  cooldownUntil: ({ cooldownUntil }) => cooldownUntil?.toISOString() ?? null,
  createdAt: ({ createdAt }) => createdAt.toISOString(),
};
