import { isId } from '#platform/ids';
import { toUpper } from '../enums.ts';
import { ownGrants, ownHeldGrants, ownSessions, ownStagedAccesses } from '../own-lists.ts';
import type { PrincipalResolvers } from '../generated/resolvers.ts';

export const Principal: PrincipalResolvers = {
  __resolveReference: ({ id }, { principals }) => (isId(id) ? principals.load(id) : null),
  role: ({ role }) => toUpper(role),
  createdAt: ({ createdAt }) => createdAt.toISOString(),
  grants: ({ id }, page, context) => ownGrants(id, page, context),
  heldGrants: ({ id }, page, context) => ownHeldGrants(id, page, context),
  stagedAccesses: ({ id }, page, context) => ownStagedAccesses(id, 'listArranged', page, context),
  heldStagedAccesses: ({ id }, page, context) => ownStagedAccesses(id, 'listHeld', page, context),
  stagedAccessesToApprove: ({ id }, page, context) => ownStagedAccesses(id, 'listToApprove', page, context),
  sessions: ({ id }, page, context) => ownSessions(id, page, context),
};
