import pg from 'pg';
import { createAuditedDatabase, systemActor } from '#platform/audit';
import { createManualClock } from '#platform/clock';
import { newId } from '#platform/ids';
import { silentLogger } from '#platform/logging';
import { createFakeAuditClient } from '../../../platform/audit/testing/fake-audit-client.ts';
import { createMigratedDatabase } from '../../../tests/support/migrated-database.ts';
import { createRegistry } from '../create-registry.ts';
import { openRegistryDatabase } from '../open-registry-database.ts';
import { migrations } from '../persistence/migrations/index.ts';
import { servedSupergraph } from './served-supergraph.ts';
import { signManifest } from './sign-manifest.ts';
import { newSigningKey } from './signing-keys.ts';
import type { Clock } from '#platform/clock';
import type { Database, Transaction } from '#platform/db';
import type { DocumentMode, Party } from '../../documents/clients.ts';
import type { ClientList } from '../../documents/document-store.ts';
import type { ManifestPayload } from '../manifest/manifest-token.ts';
import type { Registry } from '../registry.ts';
import type { PublishedManifest } from '../types.ts';
import type { SigningKey } from './signing-keys.ts';

const DAY_MS = 86_400_000;

/** A client that can publish. */
export interface TestClient {
  readonly name: string;
  readonly key: SigningKey;
  readonly kid: string;
  /** Signs a manifest that is good for thirty days, unless told otherwise. */
  sign(manifest: unknown, change?: Partial<ManifestPayload>): string;
  publish(manifest: unknown, change?: Partial<ManifestPayload>): Promise<PublishedManifest>;
}

export interface TestRegistry {
  readonly registry: Registry;
  readonly db: Database;
  readonly clock: Clock & { advance(ms: number): void };
  /** As the superuser, for looking behind the registry. */
  readonly admin: pg.Client;
  readonly appUrl: string;
  /** One audited change. */
  change<Result>(work: (tx: Transaction, nowMs: number) => Promise<Result>): Promise<Result>;
  read<Result>(work: (tx: Transaction, nowMs: number) => Promise<Result>): Promise<Result>;
  /** A client of a new name with one key. */
  newClient(rules?: { party?: Party; mode?: DocumentMode; maxCost?: number }): Promise<TestClient>;
  close(): Promise<void>;
}

let names = 0;

/**
 * The registry over a database of its own, with an audit log that is not there.
 * @param startMs what time it is at first
 */
export async function openTestRegistry(
  builtIn: readonly ClientList[] = [],
  startMs: number = Date.parse('2027-03-01T10:00:00Z'),
): Promise<TestRegistry> {
  const database = await createMigratedDatabase({ service: 'gateway', migrations });
  const db = await openRegistryDatabase({ GATEWAY_DATABASE_URL: database.appUrl, GATEWAY_DATABASE_POOL_MAX: 4 });
  if (db === undefined) throw new Error('there is an address');
  const admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  const clock = createManualClock(startMs);
  const audited = createAuditedDatabase({ db, client: createFakeAuditClient(), clock, logger: silentLogger });
  const served = servedSupergraph();
  const registry = createRegistry({ builtIn, served: () => served });
  const change: TestRegistry['change'] = (work) =>
    audited.change(
      {
        scope: null,
        actor: systemActor,
        requestId: 'test',
      },
      async (tx) => ({
        result: await work(tx, clock.now()),
        record: {
          action: 'gateway.client.register',
          tenantId: newId(),
          target: { type: 'ApiClient', id: newId(), ownerPrincipalId: null },
          tier: 'green',
        },
      }),
    );
  const testRegistry: TestRegistry = {
    registry,
    db,
    clock,
    admin,
    appUrl: database.appUrl,
    change,
    read: (work) => db.read(null, (tx) => work(tx, clock.now())),
    newClient: (rules) => newClient(testRegistry, rules),
    close: async () => {
      await db.close();
      await admin.end();
      await database.drop();
    },
  };
  return testRegistry;
}

async function newClient(
  { registry, clock, change }: TestRegistry,
  {
    party = 'partner',
    mode = 'ids-only',
    maxCost = 2_000,
  }: { party?: Party; mode?: DocumentMode; maxCost?: number } = {},
): Promise<TestClient> {
  names += 1;
  const name = `client-${String(names)}`;
  const key = newSigningKey();
  const expires = new Date(clock.now() + 300 * DAY_MS).toISOString();
  const { kid } = await change(async (tx, nowMs) => {
    await registry.registerClient(tx, { name, party, mode, maxCost, nowMs });
    return registry.registerClientKey(tx, { client: name, publicJwk: key.publicJwk, expires, nowMs });
  });
  const sign: TestClient['sign'] = (manifest, changed) => {
    const notBefore = new Date(clock.now()).toISOString();
    const until = new Date(clock.now() + 30 * DAY_MS).toISOString();
    const payload = { client: name, notBefore, expires: until, manifest, ...changed };
    return signManifest(payload, { privateJwk: key.privateJwk, kid });
  };
  return {
    name,
    key,
    kid,
    sign,
    publish: (manifest, changed) =>
      change((tx, nowMs) => registry.publishManifest(tx, { client: name, jws: sign(manifest, changed), nowMs })),
  };
}
