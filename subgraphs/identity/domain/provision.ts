import { newId } from '#platform/ids';
import { INVITATION_SECONDS, secondsAfter } from './lifetimes.ts';
import { tiersOf } from './permissions.ts';
import type { AuditActor } from '#platform/audit';
import type { AccessLevel, GrantRole, Role } from '#platform/auth';
import type { Change, IdentityDeps } from './ports.ts';
import type { Principal, Scope } from './records.ts';

/** The deployment itself, in a run of its own. */
export interface Provisioning {
  readonly actor: AuditActor;
  readonly requestId: string;
}

export interface NewAccount {
  readonly tenantId: string;
  /** Absent when the tenant exists. */
  readonly newTenant?: 'personal' | 'organisation';
  /** Lower case. */
  readonly email: string;
  readonly displayName: string;
  readonly role: Role;
  readonly password: string;
  readonly totpSecret: Buffer;
  /** The sandbox that the person is made for, with a keyed hash of who asked for it. */
  readonly sandbox?: { readonly id: string; readonly askerHash: Buffer } | undefined;
}

/** Makes an account that can sign in at once, without mail. For commands of the deployment and for sandboxes, never for requests. */
export async function provisionAccount(deps: IdentityDeps, by: Provisioning, account: NewAccount): Promise<Scope> {
  const now = new Date(deps.clock.now());
  const scope: Scope = { tenantId: account.tenantId, principalId: newId(now.getTime()) };
  const passwordHash = await deps.passwords.hash(account.password);
  const secretSealed = await deps.secrets.sealTotpSecret(scope, account.totpSecret);
  await deps.work.change({ ...scope, ...by }, async ({ accounts, sandboxes }) => {
    if (account.newTenant !== undefined) await accounts.addTenant(scope.tenantId, account.newTenant, now);
    const { email, displayName, role } = account;
    const principal: Principal = { ...scope, kind: 'human', email, displayName, role, createdAt: now };
    if (!(await accounts.addPrincipal(principal))) throw new Error(`the address of ${role} has an account already`);
    await accounts.addCredential(scope, passwordHash, now);
    await accounts.addFactor(scope, { secretSealed, lastStep: 0 }, now);
    if (account.sandbox !== undefined) await sandboxes.add(scope, account.sandbox, now);
    return { result: undefined, record: provisionRecord('identity.principal.provision', scope, { role }) };
  });
  return scope;
}

export interface NewClient {
  readonly tenantId: string;
  readonly clientId: string;
  readonly displayName: string;
  readonly publicKey: Readonly<Record<string, unknown>>;
  readonly scopes: readonly string[];
}

/** Registers a service account with its public key, in a tenant of its own. */
export async function provisionClient(deps: IdentityDeps, by: Provisioning, client: NewClient): Promise<void> {
  const now = new Date(deps.clock.now());
  const scope: Scope = { tenantId: client.tenantId, principalId: newId(now.getTime()) };
  await deps.work.change({ ...scope, ...by }, async ({ accounts, clients }) => {
    await accounts.addTenant(scope.tenantId, 'organisation', now);
    const { clientId, displayName, publicKey, scopes } = client;
    await accounts.addPrincipal({
      ...scope,
      kind: 'service_account',
      email: null,
      displayName,
      role: 'partner',
      createdAt: now,
    });
    await clients.add({ ...scope, clientId, publicKey, scopes, revokedAt: null }, now);
    return {
      result: undefined,
      record: provisionRecord('identity.client.register', scope, { clientId, scopes: [...scopes] }),
    };
  });
}

/** Gives a role that is in force at once. @returns false when there is a live one already */
export async function provisionGrant(
  deps: IdentityDeps,
  by: Provisioning,
  grant: {
    readonly granter: Scope;
    readonly grantee: Scope & { readonly email: string };
    readonly role: GrantRole;
    readonly accessLevel: AccessLevel;
  },
): Promise<boolean> {
  const { granter, grantee, role, accessLevel } = grant;
  const now = new Date(deps.clock.now());
  const held = await deps.work.read(grantee, ({ grants }) => grants.inForce(now, 100));
  if (held.some((known) => known.principalId === granter.principalId && known.role === role)) return false;
  const { hash } = deps.secrets.newToken();
  const id = newId(now.getTime());
  await deps.work.change({ ...granter, ...by }, async ({ grants }) => {
    await grants.add({
      ...granter,
      id,
      invitedEmail: grantee.email,
      role,
      accessLevel,
      tiers: tiersOf('principal'),
      createdAt: now,
      expiresAt: null,
      invitationHash: hash,
      invitationExpiresAt: secondsAfter(now, INVITATION_SECONDS),
    });
    const accepted = await grants.accept(granter, {
      invitationHash: hash,
      email: grantee.email,
      granteePrincipalId: grantee.principalId,
      now,
    });
    if (accepted === undefined) throw new Error(`the grant of ${role} could not be made`);
    return {
      result: undefined,
      record: {
        action: 'identity.grant.accept',
        tenantId: granter.tenantId,
        target: { type: 'RoleGrant', id, ownerPrincipalId: granter.principalId },
        tier: 'amber',
        detail: { granteePrincipalId: grantee.principalId, role, accessLevel, provisioned: true },
      },
    };
  });
  return true;
}

function provisionRecord(
  action: 'identity.principal.provision' | 'identity.client.register',
  { tenantId, principalId }: Scope,
  detail: Record<string, string | string[]>,
): Change<undefined>['record'] {
  return {
    action,
    tenantId,
    target: { type: 'Principal', id: principalId, ownerPrincipalId: principalId },
    tier: 'green',
    detail,
  };
}
