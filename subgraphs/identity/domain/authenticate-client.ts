import { AppError } from '#platform/errors';
import { newId } from '#platform/ids';
import { newClientSession } from './session-rules.ts';
import { clientScopes } from './permissions.ts';
import { accessToken } from './session-tokens.ts';
import type { Call, IdentityDeps, SignedToken } from './ports.ts';
import type { Scope, ServiceClient } from './records.ts';

/** @returns the service account with this client id, `undefined` when there is none or it was revoked */
export async function findClient(
  deps: Pick<IdentityDeps, 'work'>,
  clientId: string,
): Promise<ServiceClient | undefined> {
  const scope = await deps.work.lookups.client(clientId);
  if (scope === undefined) return undefined;
  const client = await deps.work.read(scope, ({ clients }) => clients.find(scope));
  return client?.revokedAt === null ? client : undefined;
}

/**
 * Gives a service account, whose assertion was verified, an access token. A session of its own stands behind each, so that it
 * can be revoked like any other.
 * @throws AppError CLIENT_ASSERTION_INVALID when the account was revoked meanwhile
 */
export async function issueClientToken(
  deps: IdentityDeps,
  call: Call,
  client: ServiceClient,
): Promise<{ readonly access: SignedToken; readonly scopes: readonly string[] }> {
  const scope: Scope = { tenantId: client.tenantId, principalId: client.principalId };
  const now = new Date(deps.clock.now());
  const actor: Call['actor'] = {
    ...call.actor,
    type: 'SERVICE_ACCOUNT',
    principalId: client.principalId,
    role: 'partner',
    clientId: client.clientId,
  };
  const { session, scopes } = await deps.work.change(
    { ...scope, actor, requestId: call.requestId },
    async ({ accounts, clients, sessions }) => {
      const principal = await accounts.principal(scope);
      const current = await clients.find(scope);
      if (principal === undefined || current?.revokedAt !== null) throw new AppError('CLIENT_ASSERTION_INVALID');
      const begun = newClientSession(principal, { id: newId(now.getTime()), clientId: client.clientId, now });
      await sessions.add(begun);
      return {
        result: { session: begun, scopes: clientScopes(principal.role, current.scopes) },
        record: {
          action: 'identity.client.authenticate',
          tenantId: scope.tenantId,
          target: { type: 'Session', id: begun.id, ownerPrincipalId: scope.principalId },
          tier: 'green',
          detail: { clientId: client.clientId },
        },
      };
    },
  );
  return { access: await accessToken(deps, session), scopes };
}
