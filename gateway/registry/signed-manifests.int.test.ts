import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { documentIdOf } from '../documents/manifest.ts';
import { refusal } from './testing/refusal.ts';
import { signManifest } from './testing/sign-manifest.ts';
import { newSigningKey } from './testing/signing-keys.ts';
import { openTestRegistry } from './testing/test-registry.ts';
import type { TestRegistry } from './testing/test-registry.ts';

const SIZE = 'query Size { auditCheckpoint { size } }';
const ROOT = 'query Root { auditCheckpoint { root } }';
const DAY_MS = 86_400_000;

let gateway: TestRegistry;
beforeAll(async () => {
  gateway = await openTestRegistry();
});
afterAll(() => gateway.close());

const keyed = (...bodies: string[]): Record<string, string> =>
  Object.fromEntries(bodies.map((body) => [documentIdOf(body), body]));

/** Ids of the client's documents that the registry lists. */
async function listed(client: string): Promise<string[]> {
  const { nodes } = await gateway.read((tx) => gateway.registry.listDocuments(tx, { client, first: 100 }));
  return nodes.map(({ id }) => id);
}

describe('[R-060] a signature binds a manifest to a client, a key and a time', () => {
  const publishAs = (name: string, jws: string): Promise<unknown[]> =>
    refusal(gateway.change((tx, nowMs) => gateway.registry.publishManifest(tx, { client: name, jws, nowMs })));

  test('of another key, of a changed text or of none is refused', async () => {
    const client = await gateway.newClient();
    const jws = client.sign(keyed(SIZE));
    const [header = '', payload = '', signature = ''] = jws.split('.');
    const forged = signManifest(
      {
        client: client.name,
        notBefore: '2027-01-01T00:00:00Z',
        expires: '2027-12-01T00:00:00Z',
        manifest: keyed(SIZE),
      },
      { privateJwk: newSigningKey().privateJwk, kid: client.kid },
    );
    const other = client.sign(keyed(ROOT)).split('.')[1] ?? '';
    const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const headed = (change: object): string =>
      `${encoded({ alg: 'Ed25519', kid: client.kid, typ: 'lifeready-manifest+jws', ...change })}.${payload}.${signature}`;
    const malformed = ['MANIFEST_INVALID', expect.stringMatching(/^jws is not a compact JWS/)];
    expect(await publishAs(client.name, forged)).toEqual(['MANIFEST_SIGNATURE_INVALID']);
    expect(await publishAs(client.name, [header, other, signature].join('.'))).toEqual(['MANIFEST_SIGNATURE_INVALID']);
    expect(await publishAs(client.name, `${header}.${payload}.`)).toEqual(['MANIFEST_SIGNATURE_INVALID']);
    expect(await publishAs(client.name, headed({ alg: 'none' }))).toEqual(malformed);
    expect(await publishAs(client.name, headed({ alg: 'HS256' }))).toEqual(malformed);
    expect(await publishAs(client.name, headed({ typ: 'JWT' }))).toEqual(malformed);
    expect(await publishAs(client.name, headed({ jwk: newSigningKey().publicJwk }))).toEqual(malformed);
    expect(await publishAs(client.name, headed({ crit: ['exp'] }))).toEqual(malformed);
    expect(await publishAs(client.name, 'not a token')).toEqual(malformed);
    expect(await publishAs(client.name, jws)).toEqual(['published']);
  });

  test('a manifest of one client is none of another, and neither are its keys', async () => {
    const [one, other] = [await gateway.newClient(), await gateway.newClient()];
    const signedByOneForOther = one.sign(keyed(SIZE), { client: other.name });
    expect(await publishAs(other.name, one.sign(keyed(SIZE)))).toEqual(['MANIFEST_KEY_INVALID']);
    expect(await publishAs(other.name, signedByOneForOther)).toEqual(['MANIFEST_KEY_INVALID']);
    expect(await publishAs(one.name, signedByOneForOther)).toEqual(['MANIFEST_CLIENT_MISMATCH']);
    const { publicJwk } = one.key;
    const again = gateway.change((tx, nowMs) =>
      gateway.registry.registerClientKey(tx, { client: other.name, publicJwk, expires: '2027-09-01T00:00:00Z', nowMs }),
    );
    expect(await refusal(again)).toEqual(['CONFLICT']);
  });

  test('a key counts from its beginning until its end or until it is revoked', async () => {
    const client = await gateway.newClient();
    const { clock, registry } = gateway;
    const key = newSigningKey();
    const [from, until] = [clock.now() + DAY_MS, clock.now() + 2 * DAY_MS].map((ms) => new Date(ms).toISOString());
    const { kid } = await gateway.change((tx, nowMs) =>
      registry.registerClientKey(tx, {
        client: client.name,
        publicJwk: key.publicJwk,
        notBefore: from,
        expires: until ?? '',
        nowMs,
      }),
    );
    const publishAt = (nowMs: number): Promise<unknown[]> => {
      const notBefore = new Date(nowMs).toISOString();
      const expires = new Date(nowMs + DAY_MS).toISOString();
      const payload = { client: client.name, notBefore, expires, manifest: keyed(SIZE) };
      const jws = signManifest(payload, { privateJwk: key.privateJwk, kid });
      return refusal(gateway.change((tx) => registry.publishManifest(tx, { client: client.name, jws, nowMs })));
    };
    const now = clock.now();
    expect(await publishAt(now)).toEqual(['MANIFEST_KEY_INVALID']);
    expect(await publishAt(now + DAY_MS)).toEqual(['published']);
    expect(await publishAt(now + 2 * DAY_MS)).toEqual(['MANIFEST_KEY_INVALID']);
    await gateway.change((tx, nowMs) => registry.revokeClientKey(tx, { client: client.name, kid, nowMs }));
    expect(await publishAt(now + DAY_MS + 1)).toEqual(['MANIFEST_KEY_INVALID']);
    expect(await listed(client.name)).toEqual([documentIdOf(SIZE)]);
  });

  test.each([
    ['that is over', { notBefore: '2026-01-01T00:00:00Z', expires: '2027-02-28T23:59:59Z' }, ['MANIFEST_EXPIRED']],
    [
      'that ends before it begins',
      { notBefore: '2027-05-01T00:00:00Z', expires: '2027-04-01T00:00:00Z' },
      ['MANIFEST_INVALID', 'expires must be after `notBefore`'],
    ],
    [
      'without an end in sight',
      { expires: '2030-01-01T00:00:00Z' },
      ['MANIFEST_INVALID', 'expires must be within 400 days'],
    ],
    [
      'that no database has',
      { notBefore: '0000-01-01T00:00:00Z' },
      ['MANIFEST_INVALID', 'notBefore must be after 1970'],
    ],
    ['that is none', { expires: 'tomorrow' }, ['MANIFEST_INVALID', expect.stringMatching(/^expires /)]],
  ])('a time %s', async (_what, window, expected) => {
    const client = await gateway.newClient();
    expect(await refusal(client.publish(keyed(SIZE), window))).toEqual(expected);
  });

  test('one manifest is published once; what was retired since does not come back with it', async () => {
    const client = await gateway.newClient();
    const jws = client.sign(keyed(SIZE));
    await publishAs(client.name, jws);
    const id = documentIdOf(SIZE);
    await gateway.change((tx, nowMs) =>
      gateway.registry.retireDocuments(tx, { client: client.name, ids: [id], force: false, nowMs }),
    );
    expect(await publishAs(client.name, jws)).toEqual(['MANIFEST_ALREADY_PUBLISHED']);
    gateway.clock.advance(1_000);
    // Signed anew, it does: somebody wants it.
    expect(await client.publish(keyed(SIZE, ROOT))).toMatchObject({ added: 2, kept: 0 });
    gateway.clock.advance(1_000);
    expect(await client.publish(keyed(SIZE, ROOT))).toMatchObject({ added: 0, kept: 2 });
  });

  test('a manifest that was signed before a document was retired, and kept, does not bring it back', async () => {
    const client = await gateway.newClient();
    await client.publish(keyed(SIZE));
    const kept = client.sign(keyed(SIZE, ROOT));
    gateway.clock.advance(1_000);
    const id = documentIdOf(SIZE);
    await gateway.change((tx, nowMs) =>
      gateway.registry.retireDocuments(tx, { client: client.name, ids: [id], force: false, nowMs }),
    );
    expect(await publishAs(client.name, kept)).toEqual([
      'MANIFEST_INVALID',
      `manifest.${id}.id was retired after \`notBefore\`: sign it anew to bring it back`,
    ]);
    expect(await listed(client.name)).toEqual([id]);
    expect(await client.publish(keyed(SIZE, ROOT))).toMatchObject({ added: 2 });
  });

  test('a client that nobody registered', async () => {
    const client = await gateway.newClient();
    expect(await publishAs('nobody', client.sign(keyed(SIZE)))).toEqual(['NOT_FOUND']);
    expect(await publishAs('__proto__', client.sign(keyed(SIZE)))).toEqual(['NOT_FOUND']);
  });
});

test('a key begins and ends in times that a database has', async () => {
  const client = await gateway.newClient();
  const add = (notBefore: string): Promise<unknown[]> =>
    refusal(
      gateway.change((tx, nowMs) => {
        const expires = '2027-09-01T00:00:00Z';
        const key = { client: client.name, publicJwk: newSigningKey().publicJwk, notBefore, expires, nowMs };
        return gateway.registry.registerClientKey(tx, key);
      }),
    );
  expect(await add('0000-01-01T00:00:00Z')).toEqual(['BAD_USER_INPUT', expect.stringMatching(/^notBefore must be/)]);
  expect(await add('1970-01-01T00:00:00Z')).toEqual(['published']);
});

test('a client has twenty keys that sign and no more; all of them are listed, however many ended since', async () => {
  const client = await gateway.newClient();
  const { registry } = gateway;
  const add = (): Promise<string> => {
    const expires = new Date(gateway.clock.now() + DAY_MS).toISOString();
    return gateway.change(async (tx, nowMs) => {
      const key = { client: client.name, publicJwk: newSigningKey().publicJwk, expires, nowMs };
      return (await registry.registerClientKey(tx, key)).kid;
    });
  };
  for (let n = 0; n < 19; n += 1) await add();
  expect(await refusal(add())).toEqual(['BAD_USER_INPUT', 'client has 20 keys already: revoke one first']);
  gateway.clock.advance(2 * DAY_MS);
  const kid = await add();
  const keys = await gateway.read((tx, nowMs) => registry.listClientKeys(tx, { client: client.name, nowMs }));
  expect(keys).toHaveLength(20);
  expect(keys[0]?.kid).toBe(kid);
  expect(keys.map((key) => key.kid)).toContain(client.kid);
  gateway.clock.advance(-2 * DAY_MS);
});
