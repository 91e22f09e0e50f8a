import { isId } from '#platform/ids';
import { toUpper } from '../enums.ts';
import type { RoleGrantResolvers } from '../generated/resolvers.ts';

export const RoleGrant: RoleGrantResolvers = {
  __resolveReference: ({ id }, { grants }) => (isId(id) ? grants.load(id) : null),
  role: ({ role }) => toUpper(role),
  accessLevel: ({ accessLevel }) => toUpper(accessLevel),
  tiers: ({ tiers }) => tiers.map(toUpper),
  status: ({ status }) => toUpper(status),
  granter: ({ principalId }, _args, { principals }) => principals.load(principalId),
  grantee: ({ granteePrincipalId }, _args, { principals }) =>
    granteePrincipalId === null ? null : principals.load(granteePrincipalId),
  createdAt: ({ createdAt }) => createdAt.toISOString(),
  acceptedAt: ({ acceptedAt }) => acceptedAt?.toISOString() ?? null,
  expiresAt: ({ expiresAt }) => expiresAt?.toISOString() ?? null,
};
