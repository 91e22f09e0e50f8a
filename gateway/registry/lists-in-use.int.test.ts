import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { silentLogger } from '#platform/logging';
import { createMetrics } from '#platform/metrics';
import { documentIdOf } from '../documents/manifest.ts';
import { createDocumentStore } from '../documents/document-store.ts';
import { clientList } from '../documents/testing/document-lists.ts';
import { createRegistryFollower } from './follow-registry.ts';
import { openTestRegistry } from './testing/test-registry.ts';
import type { DocumentStore, StoredDocument } from '../documents/document-store.ts';
import type { Database } from '#platform/db';
import type { TestRegistry } from './testing/test-registry.ts';

const SIZE = 'query Size { auditCheckpoint { size } }';
const ROOT = 'query Root { auditCheckpoint { root } }';
const [size, root] = [documentIdOf(SIZE), documentIdOf(ROOT)];
const DAY_MS = 86_400_000;

let gateway: TestRegistry;
beforeAll(async () => {
  gateway = await openTestRegistry();
});
afterAll(() => gateway.close());

interface Replica {
  readonly store: DocumentStore;
  /** Resolves when the lists were put into use once more. */
  next(): Promise<void>;
  close(): Promise<void>;
}

/** A replica that follows the registry. @param warm told the new documents before they can be found */
async function follow(
  warm: (documents: readonly StoredDocument[], store: DocumentStore) => void = () => undefined,
  db: Pick<Database, 'read'> = gateway.db,
): Promise<Replica> {
  const own = createDocumentStore([clientList('web', { mode: 'open', party: 'first' }, SIZE)], gateway.clock);
  let replaced = Promise.withResolvers<undefined>();
  const store: DocumentStore = {
    ...own,
    replaceRegistered: (lists) => {
      own.replaceRegistered(lists);
      replaced.resolve(undefined);
      replaced = Promise.withResolvers();
    },
  };
  const { clock } = gateway;
  const follower = createRegistryFollower({
    db,
    store,
    clock,
    logger: silentLogger,
    metrics: createMetrics('gateway'),
  });
  await follower.load();
  follower.start((documents) => {
    warm(documents, own);
    return Promise.resolve();
  });
  return {
    store: own,
    next: async () => {
      await replaced.promise;
    },
    close: () => follower.close(),
  };
}

describe('[R-060] a change of the registry is live on every replica', () => {
  test('new documents after they were planned, a new mode, a retired document', async () => {
    const planned: unknown[] = [];
    const client = await gateway.newClient();
    const replicas = [
      await follow((documents, store) => {
        planned.push(documents.map(({ id }) => [id, store.find(client.name, id) === undefined]));
      }),
      await follow(),
    ];
    const all = <Value>(look: (store: DocumentStore) => Value): Value[] => replicas.map(({ store }) => look(store));
    const after = async (change: () => Promise<unknown>): Promise<void> => {
      const both = replicas.map((replica) => replica.next());
      await change();
      await Promise.all(both);
    };

    await after(() => client.publish({ [size]: SIZE }));
    expect(all((store) => store.find(client.name, size)?.body)).toEqual([SIZE, SIZE]);
    await after(() => client.publish({ [size]: SIZE, [root]: ROOT }));
    // Each document once, and before it can be found.
    expect(planned).toEqual([[[size, true]], [[root, true]]]);
    const name = client.name;
    await after(() =>
      gateway.change((tx, nowMs) => gateway.registry.setMode(tx, { client: name, mode: 'safelist', nowMs })),
    );
    expect(all((store) => store.client(name)?.mode)).toEqual(['safelist', 'safelist']);
    await after(() =>
      gateway.change((tx, nowMs) =>
        gateway.registry.retireDocuments(tx, { client: name, ids: [size], force: false, nowMs }),
      ),
    );
    expect(all((store) => [store.find(name, size), store.find(name, root)?.body])).toEqual([
      [undefined, ROOT],
      [undefined, ROOT],
    ]);
    await Promise.all(replicas.map((replica) => replica.close()));
  });

  test('a replica that starts later has all of it at once', async () => {
    const client = await gateway.newClient({ party: 'first', mode: 'safelist', maxCost: 77 });
    await client.publish({ [size]: SIZE });
    const replica = await follow();
    expect(replica.store.client(client.name)).toMatchObject({ party: 'first', mode: 'safelist', maxCost: 77 });
    const { textHash = '' } = replica.store.find(client.name, size) ?? {};
    expect(replica.store.findByText(client.name, textHash)?.id).toBe(size);
    await replica.close();
  });

  test('a document runs as long as one of its manifests does', async () => {
    const client = await gateway.newClient();
    const now = gateway.clock.now();
    const at = (days: number): string => new Date(now + days * DAY_MS).toISOString();
    await client.publish({ [size]: SIZE, [root]: ROOT }, { expires: at(2) });
    await client.publish({ [size]: SIZE }, { notBefore: at(4), expires: at(6) });
    const replica = await follow();
    const seen = [0, 3, 5, 7].map((days) => {
      gateway.clock.advance(now + days * DAY_MS - gateway.clock.now());
      return [size, root].map((id) => replica.store.find(client.name, id) !== undefined);
    });
    gateway.clock.advance(now - gateway.clock.now());
    expect(seen).toEqual([
      [true, true],
      [false, false],
      [true, false],
      [false, false],
    ]);
    await replica.close();
  });
});

describe('[R-060] the times of a document', () => {
  const at = (days: number): string => new Date(gateway.clock.now() + days * DAY_MS).toISOString();

  test('are those of its new manifests alone when it comes back, not of those from before it was retired', async () => {
    const client = await gateway.newClient();
    await client.publish({ [size]: SIZE, [root]: ROOT });
    await gateway.change((tx, nowMs) =>
      gateway.registry.retireDocuments(tx, { client: client.name, ids: [size], force: false, nowMs }),
    );
    await client.publish({ [size]: SIZE }, { notBefore: at(2), expires: at(4) });
    const replica = await follow();
    const runs = [0, 3, 5].map((days) => {
      gateway.clock.advance(days * DAY_MS);
      const found = [size, root].map((id) => replica.store.find(client.name, id) !== undefined);
      gateway.clock.advance(-days * DAY_MS);
      return found;
    });
    expect(runs).toEqual([
      [false, true],
      [true, true],
      [false, true],
    ]);
    await replica.close();
  });

  test('are one as far as they overlap: a build that publishes every day fills no memory', async () => {
    const client = await gateway.newClient();
    for (const [notBefore, expires] of [
      [at(0), at(3)],
      [at(1), at(2)],
      [at(3), at(5)],
      [at(6), at(7)],
    ] as const)
      await client.publish({ [size]: SIZE }, { notBefore, expires });
    const replica = await follow();
    expect(replica.store.find(client.name, size)?.windows).toEqual([
      { fromMs: Date.parse(at(0)), untilMs: Date.parse(at(5)) },
      { fromMs: Date.parse(at(6)), untilMs: Date.parse(at(7)) },
    ]);
    await replica.close();
  });
});

test('[R-060] while the database is away, the lists stay as they were; afterwards they go on', async () => {
  const client = await gateway.newClient();
  await client.publish({ [size]: SIZE });
  const attempts: { isAway: boolean; failed: PromiseWithResolvers<undefined> } = {
    isAway: false,
    failed: Promise.withResolvers(),
  };
  const db: Pick<Database, 'read'> = {
    read: async (scope, work) => {
      if (!attempts.isAway) return gateway.db.read(scope, work);
      attempts.failed.resolve(undefined);
      throw new Error('the database is away');
    },
  };
  const replica = await follow(undefined, db);
  attempts.isAway = true;
  await client.publish({ [root]: ROOT });
  await attempts.failed.promise;
  expect([size, root].map((id) => replica.store.find(client.name, id)?.body)).toEqual([SIZE, undefined]);
  const again = replica.next();
  attempts.isAway = false;
  await again;
  expect([size, root].map((id) => replica.store.find(client.name, id)?.body)).toEqual([SIZE, ROOT]);
  await replica.close();
});

test('a database that was put back to an earlier time is read anew', async () => {
  const [client, other] = [await gateway.newClient(), await gateway.newClient()];
  await client.publish({ [size]: SIZE });
  await other.publish({ [root]: ROOT });
  const replica = await follow();
  const again = replica.next();
  await gateway.admin.query('BEGIN');
  await gateway.admin.query(`SET LOCAL session_replication_role = replica`);
  await gateway.admin.query('ALTER TABLE gateway.manifest_document DISABLE TRIGGER ALL');
  await gateway.admin.query('DELETE FROM gateway.manifest_document WHERE client = $1', [client.name]);
  await gateway.admin.query('ALTER TABLE gateway.manifest_document ENABLE TRIGGER ALL');
  await gateway.admin.query('ALTER TABLE gateway.manifest_document ENABLE ALWAYS TRIGGER audit_guard');
  await gateway.admin.query('UPDATE gateway.registry_version SET version = 1');
  await gateway.admin.query('COMMIT');
  await again;
  expect(replica.store.find(client.name, size)).toBeUndefined();
  expect(replica.store.find(other.name, root)?.body).toBe(ROOT);
  await replica.close();
});
