import { randomBytes, randomUUID } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { AppError } from '#platform/errors';
import { formatLogKey } from '../log-key.ts';
import { formatObjectKey } from '../object-key.ts';
import { keysOlderThan } from './keys-older-than.ts';
import type { Clock } from '#platform/clock';
import type { ObjectStore } from '../object-store.ts';

/** A store under test, with a look behind it. */
export interface StoreUnderTest {
  readonly store: ObjectStore;
  /** Names of the files that are there besides whole objects: unfinished writes, uploads that were not aborted. */
  leftovers(): Promise<readonly string[]>;
  close(): Promise<void>;
}

const MIB = 1024 * 1024;
const HOUR_MS = 3_600_000;

/** What every `ObjectStore` promises. Each implementation runs this suite. */
export function objectStoreContract(
  name: string,
  openStore: (deps: { readonly clock: Clock }) => Promise<StoreUnderTest>,
): void {
  const clock = createManualClock(Date.now());
  let subject: StoreUnderTest;
  let store: ObjectStore;

  const tenantId = randomUUID();
  const newKey = (quarantine = false): string =>
    formatObjectKey({ tenantId, objectId: randomUUID(), version: 1, quarantine });
  const read = async (key: string): Promise<Buffer> => buffer(await store.get(key));
  const put = (key: string, bytes: Buffer): Promise<{ readonly byteSize: number }> =>
    store.put(key, Readable.from([bytes]));
  const failure = (code: string): unknown => expect.objectContaining({ code });

  beforeAll(async () => {
    subject = await openStore({ clock });
    store = subject.store;
  });
  afterAll(() => subject.close());

  describe(`${name}: put and get`, () => {
    test.each([0, 1, 70_000, 8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 17 * MIB])(
      'keeps an object of %i bytes as it is',
      async (size) => {
        const [key, bytes] = [newKey(), randomBytes(size)];
        expect(await put(key, bytes)).toEqual({ byteSize: size });
        expect((await read(key)).equals(bytes)).toBe(true);
        await store.delete(key);
      },
    );

    test('keeps an object that arrives in many small pieces', async () => {
      const [key, bytes] = [newKey(), randomBytes(9 * MIB)];
      const pieces = Array.from({ length: 9 * 64 }, (_, index) => bytes.subarray(index * 16_384, (index + 1) * 16_384));
      await store.put(key, Readable.from(pieces), { contentLength: bytes.length });
      expect((await read(key)).equals(bytes)).toBe(true);
    });

    test('never overwrites: the second write is refused and the first object stays', async () => {
      const key = newKey();
      await put(key, Buffer.from('first'));
      await expect(put(key, Buffer.from('second'))).rejects.toEqual(failure('OBJECT_EXISTS'));
      await expect(put(key, randomBytes(9 * MIB))).rejects.toEqual(failure('OBJECT_EXISTS'));
      expect((await read(key)).toString()).toBe('first');
    });

    test('keeps versions and areas apart', async () => {
      const parts = { tenantId, objectId: randomUUID() };
      const keys = [1, 2].flatMap((version) =>
        [true, false].map((quarantine) => formatObjectKey({ ...parts, version, quarantine })),
      );
      await Promise.all(keys.map((key) => put(key, Buffer.from(key))));
      for (const key of keys) expect((await read(key)).toString()).toBe(key);
    });

    test('serves many at the same time', async () => {
      const objects = Array.from({ length: 12 }, (_, index) => ({ key: newKey(), bytes: randomBytes(50_000 + index) }));
      await Promise.all(objects.map(({ key, bytes }) => put(key, bytes)));
      await Promise.all(objects.map(async ({ key, bytes }) => expect((await read(key)).equals(bytes)).toBe(true)));
    });

    test('says when there is nothing', async () => {
      await expect(store.get(newKey())).rejects.toEqual(failure('OBJECT_MISSING'));
      expect(await store.exists(newKey())).toBe(false);
    });
  });

  describe(`${name}: a write that fails`, () => {
    const refusedBodies: readonly (readonly [string, () => Readable, unknown])[] = [
      [
        'that errors at once',
        () => bodyWith([], new AppError('UPLOAD_TYPE_MISMATCH')),
        { code: 'UPLOAD_TYPE_MISMATCH' },
      ],
      [
        'that errors after some bytes',
        () => bodyWith([randomBytes(1000)], new AppError('UPLOAD_HASH_MISMATCH')),
        { code: 'UPLOAD_HASH_MISMATCH' },
      ],
      [
        'that errors after 9 MiB',
        () => bodyWith([randomBytes(9 * MIB)], new Error('connection lost')),
        { message: 'connection lost' },
      ],
      [
        'that errors before it is read',
        () => new PassThrough().destroy(new AppError('UPLOAD_INCOMPLETE')),
        { code: 'UPLOAD_INCOMPLETE' },
      ],
      ['that was closed before its end', closedBody, { code: 'ERR_STREAM_PREMATURE_CLOSE' }],
      ['of text', () => Readable.from(['text']), { name: 'TypeError' }],
    ];
    test.each(refusedBodies)('because of a body %s leaves nothing', async (_what, body, error) => {
      const key = newKey();
      const before = await subject.leftovers();
      await expect(store.put(key, body())).rejects.toMatchObject(error as object);
      expect(await store.exists(key)).toBe(false);
      expect(await subject.leftovers()).toEqual(before);
      expect(await put(key, Buffer.from('again'))).toEqual({ byteSize: 5 });
    });

    test.each([
      ['shorter', 9, 10],
      ['longer', 11, 10],
      ['shorter, above 8 MiB,', 9 * MIB, 9 * MIB + 1],
      ['longer, above 8 MiB,', 9 * MIB, 9 * MIB - 1],
    ])('because its body is %s than announced leaves nothing', async (_what, size, contentLength) => {
      const key = newKey();
      const before = await subject.leftovers();
      await expect(store.put(key, Readable.from([randomBytes(size)]), { contentLength })).rejects.toEqual(
        failure('UPLOAD_SIZE_MISMATCH'),
      );
      expect(await store.exists(key)).toBe(false);
      expect(await subject.leftovers()).toEqual(before);
    });

    test('destroys the body, so that its writer does not wait for ever', async () => {
      const key = newKey();
      await put(key, Buffer.from('first'));
      for (const target of [key, 'lr1/../x']) {
        const body = new PassThrough();
        await expect(store.put(target, endless(body))).rejects.toBeInstanceOf(AppError);
        expect(body.destroyed).toBe(true);
      }
    });
  });

  describe(`${name}: move, delete, list`, () => {
    test('moves an object out of quarantine', async () => {
      const [from, to, bytes] = [newKey(true), newKey(), randomBytes(100_000)];
      await put(from, bytes);
      await store.move(from, to);
      expect(await store.exists(from)).toBe(false);
      expect((await read(to)).equals(bytes)).toBe(true);
    });

    test('moves onto nothing that exists, and changes neither then', async () => {
      const [from, to] = [newKey(true), newKey()];
      await put(from, Buffer.from('from'));
      await put(to, Buffer.from('to'));
      await expect(store.move(from, to)).rejects.toEqual(failure('OBJECT_EXISTS'));
      expect(String(await read(from)) + String(await read(to))).toBe('fromto');
    });

    test('does not move what is not there', async () => {
      const to = newKey();
      await expect(store.move(newKey(true), to)).rejects.toEqual(failure('OBJECT_MISSING'));
      await put(to, Buffer.from('to'));
      await expect(store.move(newKey(true), to)).rejects.toEqual(failure('OBJECT_MISSING'));
      await expect(store.move(to, to)).rejects.toEqual(failure('OBJECT_EXISTS'));
      expect(String(await read(to))).toBe('to');
    });

    test('deletes once, and again without complaint', async () => {
      const key = newKey();
      await put(key, Buffer.from('x'));
      await Promise.all([store.delete(key), store.delete(key)]);
      await store.delete(key);
      expect(await store.exists(key)).toBe(false);
      await expect(store.get(key)).rejects.toEqual(failure('OBJECT_MISSING'));
      await put(key, Buffer.from('y'));
      expect(String(await read(key))).toBe('y');
    });

    test('lists what is older than an age, per area', async () => {
      const [waiting, released] = [newKey(true), newKey()];
      await Promise.all([waiting, released].map((key) => put(key, Buffer.from('x'))));
      expect(await keysOlderThan(store, 'quarantine/', HOUR_MS)).not.toContain(waiting);
      clock.advance(2 * HOUR_MS);
      expect(await keysOlderThan(store, 'quarantine/', HOUR_MS)).toContain(waiting);
      expect(await keysOlderThan(store, 'quarantine/', HOUR_MS)).not.toContain(released);
      expect(await keysOlderThan(store, 'lr1/', HOUR_MS)).toContain(released);
      expect(await keysOlderThan(store, 'lr1/', 3 * HOUR_MS)).not.toContain(released);
    });

    test('is ready', async () => {
      await expect(store.check()).resolves.toBeUndefined();
    });
  });

  describe(`${name}: what a log publishes`, () => {
    test('is written once and stays', async () => {
      const key = formatLogKey('tile/0/x001/067');
      await put(key, Buffer.from('first'));
      await expect(put(key, Buffer.from('second'))).rejects.toEqual(failure('OBJECT_EXISTS'));
      await expect(store.delete(key)).rejects.toEqual(failure('OBJECT_KEY_INVALID'));
      await expect(store.move(key, newKey())).rejects.toEqual(failure('OBJECT_KEY_INVALID'));
      await expect(store.move(newKey(), key)).rejects.toEqual(failure('OBJECT_KEY_INVALID'));
      expect(String(await read(key))).toBe('first');
      expect(await keysOlderThan(store, 'lr1/', 0)).not.toContain(key);
    });
  });

  test.each(['', '../x', '/etc/passwd', 'lr1/../x/1', 'file:///x', 'lr1/%2e%2e/x/1', 'lr1\\x\\y\\1', 'log1/../x'])(
    `[R-074] ${name}: refuses the key %j everywhere`,
    async (key) => {
      const good = newKey();
      await put(good, Buffer.from('x'));
      const calls = [
        put(key, Buffer.from('x')),
        store.get(key),
        store.exists(key),
        store.move(key, newKey()),
        store.move(good, key),
        store.delete(key),
      ];
      for (const result of await Promise.allSettled(calls)) {
        expect(result).toMatchObject({ status: 'rejected', reason: { code: 'OBJECT_KEY_INVALID' } });
      }
      expect(await store.exists(good)).toBe(true);
    },
  );
}

/** A body that gives `pieces` and then fails. */
function bodyWith(pieces: readonly Buffer[], error: Error): Readable {
  return Readable.from(
    (function* () {
      yield* pieces;
      throw error;
    })(),
    { objectMode: false },
  );
}

/** What is left when a client hangs up before the store begins to read. */
function closedBody(): Readable {
  const body = new PassThrough();
  body.write('some');
  body.destroy();
  return body;
}

function endless(body: PassThrough): PassThrough {
  body.on('error', () => undefined).write(Buffer.alloc(1000));
  return body;
}
