import { AppError } from '#platform/errors';
import { newId } from '#platform/ids';
import { checkOffer } from './grant-rules.ts';
import { INVITATION_SECONDS, LIVE_GRANTS_MAX, secondsAfter } from './lifetimes.ts';
import { invitationMail } from './mail.ts';
import type { Tier } from '#platform/auth';
import type { Offer } from './grant-rules.ts';
import type { Call, Change, IdentityDeps } from './ports.ts';
import type { NewRoleGrant, RoleGrant, Scope } from './records.ts';

/** Public names of the roles, as messages spell them. */
const ROLE_NAMES: Readonly<Record<Offer['role'], string>> = {
  proxy: 'proxy',
  executor_nominee: 'executor nominee (not appointed by the Master of the High Court)',
  emergency_contact: 'emergency contact',
};

/** @returns how messages call a role */
export function roleName(role: Offer['role']): string {
  return ROLE_NAMES[role];
}

/**
 * Offers a role by e-mail. The answer is the same whether or not the address has an account.
 * @throws AppError BAD_USER_INPUT, FORBIDDEN (see `checkOffer`)
 * @throws AppError CONFLICT when this person has a live offer or grant for this address and role, or too many live ones
 */
export async function inviteGrant(
  deps: IdentityDeps,
  call: Call,
  granter: Scope & { tiers: readonly Tier[] },
  offer: Offer,
): Promise<RoleGrant> {
  const scope: Scope = { tenantId: granter.tenantId, principalId: granter.principalId };
  const now = new Date(deps.clock.now());
  const principal = await deps.work.read(scope, ({ accounts }) => accounts.principal(scope));
  if (typeof principal?.email !== 'string') throw new AppError('FORBIDDEN');
  checkOffer(offer, { email: principal.email, tiers: granter.tiers }, now);
  const { token, hash } = deps.secrets.newToken();
  const mailId = newId(now.getTime());
  const message = invitationMail({
    to: offer.email,
    publicUrl: deps.publicUrl,
    token,
    granter: principal.displayName,
    role: roleName(offer.role),
  });
  const messageSealed = await deps.secrets.sealMail(scope, mailId, message);
  const grant = newGrant(scope, offer, { invitationHash: hash, now });
  return deps.work.change({ ...scope, ...call }, async ({ grants, outbox }) => {
    await grants.endExpired(scope, now);
    if ((await grants.countLive(scope)) >= LIVE_GRANTS_MAX)
      throw new AppError('CONFLICT', { detail: 'There are too many live grants.' });
    if (!(await grants.add(grant)))
      throw new AppError('CONFLICT', { detail: 'This role is offered or granted to this address already.' });
    await outbox.add({ ...scope, id: mailId, kind: 'invitation', messageSealed, createdAt: now });
    return { result: asRoleGrant(grant), record: inviteRecord(grant) };
  });
}

function newGrant(
  scope: Scope,
  offer: Offer,
  { invitationHash, now }: { invitationHash: Buffer; now: Date },
): NewRoleGrant {
  return {
    ...scope,
    id: newId(now.getTime()),
    invitedEmail: offer.email,
    role: offer.role,
    accessLevel: offer.accessLevel,
    tiers: offer.tiers,
    createdAt: now,
    expiresAt: offer.expiresAt,
    invitationHash,
    invitationExpiresAt: secondsAfter(now, INVITATION_SECONDS),
  };
}

/** What both parties may see; neither the address nor the token. */
function asRoleGrant({ invitedEmail, invitationHash, invitationExpiresAt, ...grant }: NewRoleGrant): RoleGrant {
  return { ...grant, status: 'invited', granteePrincipalId: null, acceptedAt: null };
}

function inviteRecord({
  id,
  tenantId,
  principalId,
  role,
  accessLevel,
  tiers,
  expiresAt,
}: NewRoleGrant): Change<RoleGrant>['record'] {
  return {
    action: 'identity.grant.invite',
    tenantId,
    target: { type: 'RoleGrant', id, ownerPrincipalId: principalId },
    tier: 'amber',
    detail: { role, accessLevel, tiers: [...tiers], expiresAt: expiresAt?.toISOString() ?? null },
  };
}
