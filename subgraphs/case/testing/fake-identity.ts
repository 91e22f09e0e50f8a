import { registerEntities, signedServer } from './fake-vault.ts';
import type { FakeServiceDeps } from './fake-vault.ts';

export interface FakeGrant {
  readonly id: string;
  role: string;
  status: string;
  readonly granterId: string;
  readonly granteeId?: string;
  tiers: readonly string[];
}

export interface FakeIdentity {
  readonly url: string;
  readonly grants: FakeGrant[];
  close(): Promise<void>;
}

/** An identity that publishes a key set and shows a grant to its two parties. */
export async function startFakeIdentity(
  deps: FakeServiceDeps & { readonly jwk: Record<string, unknown> },
): Promise<FakeIdentity> {
  const grants: FakeGrant[] = [];
  const server = signedServer('identity', deps, new Set(['/.well-known/jwks.json']));
  server.get('/.well-known/jwks.json', () => ({ keys: [deps.jwk] }));
  registerEntities(server, deps, {
    RoleGrant: (id, { principalId }) => {
      const grant = grants.find(
        (candidate) => candidate.id === id && [candidate.granterId, candidate.granteeId].includes(principalId),
      );
      if (grant === undefined) return undefined;
      const { role, status, granterId, tiers } = grant;
      return { id, role, status, granter: { id: granterId }, tiers };
    },
    Principal: (id, { principalId, grants: held }) =>
      id === principalId || held.some((grant) => grant.principalId === id) ? { id, displayName: 'Thandi Nkosi' } : null,
  });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  return { url, grants, close: () => server.close() };
}
