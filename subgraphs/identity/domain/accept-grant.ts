import { AppError } from '#platform/errors';
import { newId } from '#platform/ids';
import { roleName } from './invite-grant.ts';
import { HELD_GRANTS_MAX } from './lifetimes.ts';
import { grantAcceptedMail } from './mail.ts';
import type { Call, IdentityDeps } from './ports.ts';
import type { RoleGrant, Scope } from './records.ts';

/**
 * Accepts an offered role. The token alone is not enough: the address that was invited must be the caller's own, confirmed one.
 * @throws AppError INVITATION_INVALID when the invitation is unknown, used, too old, withdrawn, or somebody else's
 * @throws AppError CONFLICT when the caller holds as many roles as they can
 */
export async function acceptGrant(deps: IdentityDeps, call: Call, grantee: Scope, token: string): Promise<RoleGrant> {
  const invitationHash = deps.secrets.hash(token);
  const granter = await deps.work.lookups.invitation(invitationHash);
  if (granter === undefined) throw new AppError('INVITATION_INVALID');
  const now = new Date(deps.clock.now());
  const { email, held } = await deps.work.read(grantee, async ({ accounts, grants }) => ({
    email: (await accounts.principal(grantee))?.email,
    held: await grants.inForce(now, HELD_GRANTS_MAX),
  }));
  if (typeof email !== 'string' || granter.principalId === grantee.principalId)
    throw new AppError('INVITATION_INVALID');
  if (held.length >= HELD_GRANTS_MAX)
    throw new AppError('CONFLICT', { detail: 'You hold as many roles as one person can.' });
  const granterEmail = (await deps.work.read(granter, ({ accounts }) => accounts.principal(granter)))?.email;
  const grant = await deps.work.change({ ...granter, ...call }, async ({ grants, outbox }) => {
    const accepted = await grants.accept(granter, {
      invitationHash,
      email,
      granteePrincipalId: grantee.principalId,
      now,
    });
    if (accepted === undefined || typeof granterEmail !== 'string') throw new AppError('INVITATION_INVALID');
    const mailId = newId(now.getTime());
    const message = grantAcceptedMail({ to: granterEmail, publicUrl: deps.publicUrl, role: roleName(accepted.role) });
    const messageSealed = await deps.secrets.sealMail(granter, mailId, message);
    await outbox.add({ ...granter, id: mailId, kind: 'grant_accepted', messageSealed, createdAt: now });
    return {
      result: accepted,
      record: {
        action: 'identity.grant.accept',
        tenantId: granter.tenantId,
        target: { type: 'RoleGrant', id: accepted.id, ownerPrincipalId: granter.principalId },
        tier: 'amber',
        detail: { granteePrincipalId: grantee.principalId, role: accepted.role },
      },
    };
  });
  await deps.announce([`principal:${granter.principalId}`, `principal:${grantee.principalId}`]);
  return grant;
}
