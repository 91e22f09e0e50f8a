import { Principal } from './resolvers/Principal.ts';
import { RoleGrant } from './resolvers/RoleGrant.ts';
import { Session } from './resolvers/Session.ts';
import { me } from './resolvers/Query/me.ts';
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
import { stepUp } from './resolvers/Mutation/stepUp.ts';
import { suspendGrant } from './resolvers/Mutation/suspendGrant.ts';
import { verifyMfa } from './resolvers/Mutation/verifyMfa.ts';

/** Every resolver of the identity subgraph. */
export const resolvers = {
  Query: { me },
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
  },
  Principal,
  RoleGrant,
  Session,
};
