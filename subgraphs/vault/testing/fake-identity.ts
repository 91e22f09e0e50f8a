import { AppError } from '#platform/errors';
import { createHttpServer, parseJsonBody, requireSignedCaller } from '#platform/http';
import { silentLogger } from '#platform/logging';
import { createInProcessState, createNonceStore } from '#platform/redis';
import { createRequestVerifier, parseServiceKeys } from '#platform/signing';
import type { Clock } from '#platform/clock';
import type { ServiceKeyEntry } from '#platform/signing';

const JWKS_PATH = '/.well-known/jwks.json';

/** An identity that publishes a key and says of whom it knows no end that they still stand. */
export interface FakeIdentity {
  readonly url: string;
  /** Ids of sessions and grants that have ended. */
  readonly ended: Set<string>;
  /** What the vault asked so far. */
  readonly asked: Standing[];
  /** Answers nothing of use when it is not what it should be. */
  health: 'well' | 'failing' | 'odd';
  close(): Promise<void>;
}

interface Standing {
  readonly tenantId: string;
  readonly principalId: string;
  readonly sessionId: string;
  readonly grant: { readonly id: string; readonly accessLevel: string; readonly tier: string } | null;
}

export async function startFakeIdentity({
  entries,
  clock,
  jwk,
}: {
  readonly entries: readonly ServiceKeyEntry[];
  readonly clock: Clock;
  readonly jwk: Record<string, unknown>;
}): Promise<FakeIdentity> {
  const server = createHttpServer({ logger: silentLogger, dependencies: {} });
  const keys = parseServiceKeys(JSON.stringify(entries));
  const nonces = createNonceStore(createInProcessState({ clock }));
  requireSignedCaller(server, createRequestVerifier({ keys, callee: 'identity', clock, nonces }), new Set([JWKS_PATH]));
  const known = { ended: new Set<string>(), asked: [] as Standing[], health: 'well' as FakeIdentity['health'] };
  server.get(JWKS_PATH, () => ({ keys: [jwk] }));
  server.post('/internal/standing', (request) => {
    const asked = parseJsonBody(request.body) as Standing;
    known.asked.push(asked);
    if (fake.health === 'failing') throw new AppError('KEY_UNAVAILABLE');
    if (fake.health === 'odd') return { alive: 'yes' };
    return { alive: ![asked.sessionId, asked.grant?.id ?? ''].some((id) => known.ended.has(id)) };
  });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const fake: FakeIdentity = { ...known, url, close: () => server.close() };
  return fake;
}
