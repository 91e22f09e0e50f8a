import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '#platform/clock';
import { formatObjectKey } from './object-key.ts';
import { objectStoreContract } from './testing/object-store.contract.ts';
import { createS3Client } from './s3-client.ts';
import { createS3Store } from './s3-store.ts';
import { keysOlderThan } from './testing/keys-older-than.ts';
import { respond, startS3Server } from './testing/s3-server.ts';
import type { Clock } from '#platform/clock';
import type { ObjectStore } from './object-store.ts';
import type { RecordedRequest, S3Server } from './testing/s3-server.ts';

const MIB = 1024 * 1024;
const storeAt = ({ endpoint, bucket, credentials }: S3Server, clock: Clock): ObjectStore =>
  createS3Store({ bucket, clock, client: createS3Client({ region: 'us-east-1', endpoint }, credentials) });
const newKey = (): string =>
  formatObjectKey({ tenantId: randomUUID(), objectId: randomUUID(), version: 1, quarantine: false });
const uploadsOf = (server: S3Server): Promise<string[]> => readdir(server.uploadsDirectory).catch(() => []);

// Once against a store with conditional writes, as S3 has them, and once against one that ignores the condition, where the look
// beforehand is all there is.
for (const conditionalWrites of [true, false]) {
  objectStoreContract(`S3 store ${conditionalWrites ? 'with' : 'without'} conditional writes`, async ({ clock }) => {
    const server = await startS3Server({ conditionalWrites });
    return { store: storeAt(server, clock), leftovers: () => uploadsOf(server), close: () => server.close() };
  });
}

describe('the S3 store', () => {
  let server: S3Server;
  let store: ObjectStore;
  let seen: number;
  const put = (key: string, bytes: Buffer): Promise<{ readonly byteSize: number }> =>
    store.put(key, Readable.from([bytes]));
  /** Requests since the test began. */
  const requests = (): readonly RecordedRequest[] => server.requests.slice(seen);
  const writes = (): readonly RecordedRequest[] =>
    requests().filter(({ method }) => method === 'PUT' || method === 'POST');

  beforeAll(async () => {
    server = await startS3Server({ conditionalWrites: true });
    store = storeAt(server, systemClock);
  });
  beforeEach(() => {
    seen = server.requests.length;
  });
  afterEach(() => {
    server.intercept(undefined);
  });
  afterAll(() => server.close());

  test('signs every request and shows its secret in none', async () => {
    const [small, large, moved] = [newKey(), newKey(), newKey()];
    await put(small, randomBytes(100));
    await put(large, randomBytes(9 * MIB));
    await buffer(await store.get(small));
    await store.move(small, moved);
    await store.delete(moved);
    await store.check();
    await keysOlderThan(store, 'lr1/', 0);
    expect(new Set(requests().map(({ method }) => method))).toEqual(new Set(['HEAD', 'PUT', 'POST', 'GET', 'DELETE']));
    for (const request of requests()) {
      expect(request.headers.authorization).toMatch(
        /^AWS4-HMAC-SHA256 Credential=TEST[^ ]+, SignedHeaders=[a-z0-9;-]+, Signature=[0-9a-f]{64}$/,
      );
      expect(request.headers['x-amz-content-sha256']).toMatch(/^[0-9a-f]{64}$/);
      expect(JSON.stringify(request)).not.toContain(server.credentials.secretAccessKey);
    }
  });

  test('signs the condition, the length and the SHA-256 of what it writes, and sends no trailer', async () => {
    const bytes = randomBytes(70_000);
    await put(newKey(), bytes);
    const [request] = writes();
    expect(writes()).toHaveLength(1);
    expect(request?.headers).toMatchObject({
      'if-none-match': '*',
      'content-length': '70000',
      'x-amz-content-sha256': createHash('sha256').update(bytes).digest('hex'),
    });
    const [, signed = ''] = /SignedHeaders=([^,]+)/.exec(request?.headers.authorization ?? '') ?? [];
    expect(signed.split(';')).toEqual(
      expect.arrayContaining(['content-length', 'host', 'if-none-match', 'x-amz-content-sha256', 'x-amz-date']),
    );
    for (const name of ['transfer-encoding', 'x-amz-trailer', 'x-amz-checksum-crc32', 'x-amz-sdk-checksum-algorithm']) {
      expect(request?.headers).not.toHaveProperty(name);
    }
  });

  test('writes a large object in parts of 8 MiB, creates it conditionally and leaves no upload behind', async () => {
    const bytes = randomBytes(17 * MIB);
    await put(newKey(), bytes);
    const parts = writes().filter(({ url }) => url.includes('partNumber='));
    expect(parts.map(({ headers }) => headers['content-length'])).toEqual([8 * MIB, 8 * MIB, MIB].map(String));
    expect(parts.map(({ headers }) => headers['x-amz-content-sha256'])).toEqual(
      [0, 1, 2].map((part) =>
        createHash('sha256')
          .update(bytes.subarray(part * 8 * MIB, (part + 1) * 8 * MIB))
          .digest('hex'),
      ),
    );
    expect(writes().at(-1)).toMatchObject({ method: 'POST', headers: { 'if-none-match': '*' } });
    expect(await uploadsOf(server)).toEqual([]);
  });

  test('moves with a conditional copy', async () => {
    const [from, to] = [newKey(), newKey()];
    await put(from, randomBytes(10));
    seen = server.requests.length;
    await store.move(from, to);
    expect(writes()).toHaveLength(1);
    expect(writes()[0]?.headers).toMatchObject({
      'if-none-match': '*',
      'x-amz-copy-source': `${server.bucket}/${from}`,
    });
  });

  test.each([100, 9 * MIB])('of many writers of %i bytes to one key lets exactly one win', async (size) => {
    const key = newKey();
    const bodies = Array.from({ length: 4 }, () => randomBytes(size));
    const results = await Promise.allSettled(bodies.map((bytes) => put(key, bytes)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'OBJECT_EXISTS' });
    }
    const stored = await buffer(await store.get(key));
    expect(bodies.findIndex((bytes) => bytes.equals(stored))).toBe(
      results.findIndex(({ status }) => status === 'fulfilled'),
    );
    expect(await uploadsOf(server)).toEqual([]);
  });

  test.each(['partNumber=1', 'partNumber=2', 'POST'])('aborts the upload when %s is refused', async (refused) => {
    const key = newKey();
    server.intercept((request, response) => {
      const { method = '', url = '' } = request;
      const hit = refused === 'POST' ? method === 'POST' && url.includes('uploadId=') : url.includes(refused);
      if (hit) respond(request, response, 403, 'AccessDenied');
      return hit;
    });
    await expect(put(key, randomBytes(9 * MIB))).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(requests().at(-1)).toMatchObject({ method: 'DELETE', url: expect.stringContaining('uploadId=') });
    expect(await uploadsOf(server)).toEqual([]);
    expect(await store.exists(key)).toBe(false);
  });

  test('sends a part again when the store fails for a moment', async () => {
    const [key, bytes] = [newKey(), randomBytes(1000)];
    let failures = 1;
    server.intercept((request, response) => {
      if (request.method !== 'PUT' || failures === 0) return false;
      failures -= 1;
      respond(request, response, 503, 'SlowDown');
      return true;
    });
    await put(key, bytes);
    expect((await buffer(await store.get(key))).equals(bytes)).toBe(true);
  });

  test('gives a download that breaks off an error, not an end', async () => {
    const key = newKey();
    await put(key, randomBytes(100_000));
    server.intercept((request, response) => {
      if (request.method !== 'GET') return false;
      response.writeHead(200, { 'content-length': '100000' });
      response.write(Buffer.alloc(50_000), () => response.destroy());
      return true;
    });
    await expect(buffer(await store.get(key))).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  test('lists page after page, and leaves out what is not its own', async () => {
    const [first, second, young] = [newKey(), newKey(), newKey()];
    const page = (keys: readonly string[], next: string, written = '2020-01-01T00:00:00.000Z'): string =>
      `<ListBucketResult><IsTruncated>${String(next !== '')}</IsTruncated><NextContinuationToken>${next}</NextContinuationToken>${keys
        .map((key) => `<Contents><Key>${key}</Key><LastModified>${written}</LastModified></Contents>`)
        .join('')}</ListBucketResult>`;
    const pages = new Map([
      [null, page([first, `${first}.bak`, 'lr1/notes'], 'two')],
      ['two', page([], 'three')],
      ['three', page([second], 'four')],
      ['four', page([young], '', new Date().toISOString())],
    ]);
    server.intercept(({ url = '' }, response) => {
      const { searchParams } = new URL(url, server.endpoint);
      response
        .writeHead(200, { 'content-type': 'application/xml' })
        .end(pages.get(searchParams.get('continuation-token')));
      return searchParams.get('prefix') === 'lr1/';
    });
    expect(await keysOlderThan(store, 'lr1/', 3_600_000)).toEqual([first, second]);
  });

  test('[R-073] fails with another bucket, other credentials or no server, and says no more than that', async () => {
    const [region, clock] = ['us-east-1', systemClock];
    const client = createS3Client({ region, endpoint: server.endpoint }, server.credentials);
    const intruder = createS3Client(
      { region, endpoint: server.endpoint },
      { ...server.credentials, secretAccessKey: 'x' },
    );
    const nowhere = createS3Client({ region, endpoint: 'http://127.0.0.1:1' }, server.credentials);
    const calls = [
      createS3Store({ bucket: 'other', client, clock }).check(),
      createS3Store({ bucket: server.bucket, client: intruder, clock }).put(newKey(), Readable.from([])),
      createS3Store({ bucket: server.bucket, client: intruder, clock }).get(newKey()),
      createS3Store({ bucket: server.bucket, client: nowhere, clock }).check(),
    ];
    for (const result of await Promise.allSettled(calls)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'SERVICE_UNAVAILABLE', detail: undefined } });
      const { cause } = (result as PromiseRejectedResult).reason as Error;
      expect(String(cause)).toMatch(/^Error: object store: [a-z ]+ failed: [A-Za-z0-9]+$/);
    }
  });
});
