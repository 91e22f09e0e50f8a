import { link, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { createDirectoryStore } from './directory-store.ts';
import { formatObjectKey } from './object-key.ts';
import { objectStoreContract } from './testing/object-store.contract.ts';
import { keysOlderThan } from './testing/keys-older-than.ts';
import type { ObjectStore } from './object-store.ts';

const temporaryDirectory = (): Promise<string> => mkdtemp(join(tmpdir(), 'lifeready-objects-'));
const filesBelow = async (root: string): Promise<readonly string[]> => {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
};

objectStoreContract('directory store', async ({ clock }) => {
  const root = await temporaryDirectory();
  return {
    store: createDirectoryStore({ root: join(root, 'made', 'on', 'use'), clock }),
    leftovers: async () => (await filesBelow(root)).filter((path) => !/\/[0-9]+$/.test(path)),
    close: () => rm(root, { recursive: true, force: true }),
  };
});

describe('the directory store', () => {
  const clock = createManualClock(Date.now());
  let root: string;
  let outside: string;
  let store: ObjectStore;
  let key: string;
  const pathOf = (objectKey: string): string => join(root, ...objectKey.split('/'));

  beforeEach(async () => {
    [root, outside] = await Promise.all([temporaryDirectory(), temporaryDirectory()]);
    store = createDirectoryStore({ root, clock });
    key = formatObjectKey({ tenantId: randomUUID(), objectId: randomUUID(), version: 1, quarantine: false });
  });
  afterEach(() => Promise.all([root, outside].map((path) => rm(path, { recursive: true, force: true }))));

  test('shows nothing under the key before the body has ended', async () => {
    const body = new PassThrough();
    const written = store.put(key, body);
    body.write(Buffer.alloc(100_000));
    while ((await filesBelow(root)).length === 0) await new Promise(setImmediate);
    expect(await store.exists(key)).toBe(false);
    body.end();
    await written;
    expect(await filesBelow(root)).toEqual([pathOf(key)]);
  });

  test('leaves its files and directories readable to their owner only', async () => {
    await store.put(key, Readable.from([Buffer.from('x')]));
    expect((await stat(pathOf(key))).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(pathOf(key)))).mode & 0o777).toBe(0o700);
  });

  test('leaves no empty directory of an object behind', async () => {
    await store.put(key, Readable.from([Buffer.from('x')]));
    await store.delete(key);
    await expect(lstat(dirname(pathOf(key)))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('lists and deletes what a crash left of a write, but does not serve it', async () => {
    const partial = `${pathOf(key)}.0123456789abcdef.partial`;
    await mkdir(dirname(partial), { recursive: true });
    await writeFile(partial, 'half');
    expect(await store.exists(key)).toBe(false);
    await expect(store.get(key)).rejects.toMatchObject({ code: 'OBJECT_MISSING' });
    const listed = (): Promise<readonly string[]> => keysOlderThan(store, 'lr1/', 3_600_000);
    expect(await listed()).toEqual([]);
    await utimes(partial, new Date(0), new Date(0));
    expect(await listed()).toEqual([key]);
    await store.delete(key);
    expect(await filesBelow(root)).toEqual([]);
  });

  test('after a crash between the two halves of a write serves the whole object and deletes both names', async () => {
    await store.put(key, Readable.from([Buffer.from('whole')]));
    await link(pathOf(key), `${pathOf(key)}.0123456789abcdef.partial`);
    expect(String(await buffer(await store.get(key)))).toBe('whole');
    await store.delete(key);
    expect(await filesBelow(root)).toEqual([]);
  });

  test('after a crash in the middle of a move holds the object under both keys, and a repeated move says so', async () => {
    const to = formatObjectKey({ tenantId: randomUUID(), objectId: randomUUID(), version: 1, quarantine: false });
    await store.put(key, Readable.from([Buffer.from('whole')]));
    await mkdir(dirname(pathOf(to)), { recursive: true });
    await link(pathOf(key), pathOf(to));
    await expect(store.move(key, to)).rejects.toMatchObject({ code: 'OBJECT_EXISTS' });
    await store.delete(key);
    expect(String(await buffer(await store.get(to)))).toBe('whole');
  });

  test('leaves files alone that are not its own', async () => {
    await store.put(key, Readable.from([Buffer.from('x')]));
    const foreign = [join(root, 'README'), join(root, 'lr1', 'notes'), `${pathOf(key)}.bak`, `${pathOf(key)}1.partial`];
    await Promise.all(foreign.map((path) => writeFile(path, 'x')));
    clock.advance(10_000_000);
    expect(await keysOlderThan(store, 'lr1/', 0)).toEqual([key]);
    await store.delete(key);
    expect([...(await filesBelow(root))].sort()).toEqual([...foreign].sort());
  });

  test('[R-074] follows no symbolic link out of its root, at any level', async () => {
    await writeFile(join(outside, '1'), 'secret');
    const levels = key.split('/').slice(0, -1);
    for (let depth = 1; depth <= levels.length; depth += 1) {
      const linked = join(root, ...levels.slice(0, depth));
      await mkdir(dirname(linked), { recursive: true });
      await symlink(outside, linked);
      const calls = [
        store.put(key, Readable.from([Buffer.from('x')])),
        store.get(key),
        store.exists(key),
        store.delete(key),
      ];
      for (const result of await Promise.allSettled(calls)) {
        expect(result).toMatchObject({ status: 'rejected', reason: { code: 'OBJECT_KEY_INVALID' } });
      }
      await rm(linked);
    }
    expect(await readdir(outside)).toEqual(['1']);
    expect(await readFile(join(outside, '1'), 'utf8')).toBe('secret');
  });

  test('[R-074] reads no symbolic link in the place of an object', async () => {
    await writeFile(join(outside, 'secret'), 'secret');
    await mkdir(dirname(pathOf(key)), { recursive: true });
    await symlink(join(outside, 'secret'), pathOf(key));
    expect(await store.exists(key)).toBe(false);
    await expect(store.get(key)).rejects.toMatchObject({ code: 'OBJECT_KEY_INVALID' });
    await expect(store.put(key, Readable.from([Buffer.from('x')]))).rejects.toMatchObject({ code: 'OBJECT_EXISTS' });
    await expect(store.move(key, key.replace(/1$/, '2'))).rejects.toMatchObject({ code: 'OBJECT_KEY_INVALID' });
    expect(await readFile(join(outside, 'secret'), 'utf8')).toBe('secret');
  });

  test('works below a root that is itself a symbolic link', async () => {
    const linkedRoot = join(outside, 'root');
    await symlink(root, linkedRoot);
    await createDirectoryStore({ root: linkedRoot, clock }).put(key, Readable.from([Buffer.from('x')]));
    expect(await store.exists(key)).toBe(true);
  });

  test('[R-073] fails without a path in the error when it cannot be used', async () => {
    await writeFile(join(root, 'file'), '');
    const broken = createDirectoryStore({ root: join(root, 'file'), clock });
    const calls = [broken.check(), broken.put(key, Readable.from([Buffer.from('x')])), broken.get(key)];
    for (const result of await Promise.allSettled(calls)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'SERVICE_UNAVAILABLE', detail: undefined } });
      const { cause } = (result as PromiseRejectedResult).reason as Error;
      expect(String(cause)).toMatch(/^Error: object store: \w+ failed: E[A-Z]+$/);
    }
  });
});
