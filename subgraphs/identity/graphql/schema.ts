import { Principal } from './resolvers/Principal.ts';
import { RoleGrant } from './resolvers/RoleGrant.ts';
import { Session } from './resolvers/Session.ts';
import { StagedAccess } from './resolvers/StagedAccess.ts';
import { me } from './resolvers/Query/me.ts';
import { stagedAccess } from './resolvers/Query/stagedAccess.ts';
import { acceptGrant } from './resolvers/Mutation/acceptGrant.ts';
import { activateTotp } from './resolvers/Mutation/activateTotp.ts';
import { confirmEmail } from './resolvers/Mutation/confirmEmail.ts';
import { inviteGrant } from './resolvers/Mutation/inviteGrant.ts';
import { login } from './resolvers/Mutation/login.ts';
import { refreshSession } from './resolvers/Mutation/refreshSession.ts';
import { resumeGrant } from './resolvers/Mutation/resumeGrant.ts';
import { revokeGrant } from './resolvers/Mutation/revokeGrant.ts';
import { revokeSession } from './resolvers/Mutation/revokeSession.ts';
import { signUp } from './resolvers/Mutation/signUp.ts';
import { activateStagedAccess } from './resolvers/Mutation/activateStagedAccess.ts';
import { approveStagedAccess } from './resolvers/Mutation/approveStagedAccess.ts';
import { arrangeStagedAccess } from './resolvers/Mutation/arrangeStagedAccess.ts';
import { requestStagedAccess } from './resolvers/Mutation/requestStagedAccess.ts';
import { revokeStagedAccess } from './resolvers/Mutation/revokeStagedAccess.ts';
import { vetoStagedAccess } from './resolvers/Mutation/vetoStagedAccess.ts';
import { stepUp } from './resolvers/Mutation/stepUp.ts';
import { suspendGrant } from './resolvers/Mutation/suspendGrant.ts';
import { verifyMfa } from './resolvers/Mutation/verifyMfa.ts';

/** Every resolver of the identity subgraph. */
export const resolvers = {
  Query: { me, stagedAccess },
  Mutation: {
    signUp,
    confirmEmail,
    activateTotp,
    login,
    verifyMfa,
    refreshSession,
    stepUp,
    revokeSession,
    inviteGrant,
    acceptGrant,
    suspendGrant,
    resumeGrant,
    revokeGrant,
    arrangeStagedAccess,
    requestStagedAccess,
    approveStagedAccess,
    vetoStagedAccess,
    activateStagedAccess,
    revokeStagedAccess,
  },
  Principal,
  RoleGrant,
  Session,
  StagedAccess,
};
