import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { createLocalKms } from './local-kms.ts';

const context = { tenant: 'tenant-1', document: 'document-1' };
const masterKey = (id: string, disabled?: boolean) => ({
  id,
  key: randomBytes(32),
  ...(disabled === undefined ? {} : { disabled }),
});

describe('the local key management', () => {
  test('[R-080] unwraps what it wrapped, and every data key is new', async () => {
    const kms = createLocalKms({ masterKeys: [masterKey('one')] });
    const [first, second] = await Promise.all([kms.generateDataKey(context), kms.generateDataKey(context)]);
    expect(first.plaintext).toHaveLength(32);
    expect(first.plaintext).not.toEqual(second.plaintext);
    expect(await kms.unwrapDataKey({ ...first, context })).toEqual(first.plaintext);
    expect(await kms.unwrapDataKey({ ...second, context })).toEqual(second.plaintext);
  });

  test('[R-080] stores no data key in the clear', async () => {
    const kms = createLocalKms({ masterKeys: [masterKey('one')] });
    const { plaintext, wrapped } = await kms.generateDataKey(context);
    expect(wrapped.includes(plaintext)).toBe(false);
  });

  test('[R-080] unwraps old data keys after a rotation and wraps with the new first key', async () => {
    const [old, fresh] = [masterKey('old'), masterKey('fresh')];
    const before = await createLocalKms({ masterKeys: [old] }).generateDataKey(context);
    const rotated = createLocalKms({ masterKeys: [fresh, old] });
    expect(await rotated.unwrapDataKey({ ...before, context })).toEqual(before.plaintext);
    expect((await rotated.generateDataKey(context)).keyId).toBe('fresh');
  });

  test('[R-080] unwraps after a restart with the same keys', async () => {
    const keys = [masterKey('one')];
    const dataKey = await createLocalKms({ masterKeys: keys }).generateDataKey(context);
    expect(await createLocalKms({ masterKeys: keys }).unwrapDataKey({ ...dataKey, context })).toEqual(
      dataKey.plaintext,
    );
  });

  test('[R-080] keeps its own copy of a master key', async () => {
    const key = masterKey('one');
    const kms = createLocalKms({ masterKeys: [key] });
    const dataKey = await kms.generateDataKey(context);
    key.key.fill(0);
    expect(await kms.unwrapDataKey({ ...dataKey, context })).toEqual(dataKey.plaintext);
  });

  test('[R-080] refuses a wrapped key with any bit flipped, cut short or made longer', async () => {
    const kms = createLocalKms({ masterKeys: [masterKey('one')] });
    const { keyId, wrapped } = await kms.generateDataKey(context);
    const variants: Buffer[] = [Buffer.alloc(0), Buffer.concat([wrapped, Buffer.of(0)])];
    for (let length = 0; length < wrapped.length; length += 1) variants.push(wrapped.subarray(0, length));
    for (let bit = 0; bit < wrapped.length * 8; bit += 1) {
      const changed = Buffer.from(wrapped);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      variants.push(changed);
    }
    for (const variant of variants) {
      await expect(kms.unwrapDataKey({ keyId, wrapped: variant, context })).rejects.toMatchObject({
        code: 'CIPHERTEXT_INVALID',
      });
    }
  });

  test('[R-080] refuses another context and another master key', async () => {
    const kms = createLocalKms({ masterKeys: [masterKey('one'), masterKey('two')] });
    const dataKey = await kms.generateDataKey(context);
    const other = { ...context, document: 'document-2' };
    await expect(kms.unwrapDataKey({ ...dataKey, context: other })).rejects.toMatchObject({
      code: 'CIPHERTEXT_INVALID',
    });
    await expect(kms.unwrapDataKey({ ...dataKey, keyId: 'two', context })).rejects.toMatchObject({
      code: 'CIPHERTEXT_INVALID',
    });
  });

  test('[R-080] says which key is missing or disabled, to the log only', async () => {
    const one = masterKey('one');
    const dataKey = await createLocalKms({ masterKeys: [one] }).generateDataKey(context);
    const without = createLocalKms({ masterKeys: [masterKey('two'), { ...one, disabled: true }] });
    await expect(without.unwrapDataKey({ ...dataKey, context })).rejects.toMatchObject({
      code: 'KEY_UNAVAILABLE',
      detail: undefined,
      cause: new Error('master key one is disabled'),
    });
    await expect(without.unwrapDataKey({ ...dataKey, keyId: 'three', context })).rejects.toMatchObject({
      code: 'KEY_UNAVAILABLE',
      cause: new Error('master key three is not configured'),
    });
  });

  test('[R-080] wraps nothing while its first key is disabled', async () => {
    const kms = createLocalKms({ masterKeys: [masterKey('one', true), masterKey('two')] });
    await expect(kms.generateDataKey(context)).rejects.toMatchObject({ code: 'KEY_UNAVAILABLE' });
  });

  test('refuses to start with no key, a twin, a nameless key or one of another size', () => {
    const one = masterKey('one');
    for (const masterKeys of [[], [one, one], [{ ...one, id: '' }], [{ id: 'one', key: Buffer.alloc(31) }]]) {
      expect(() => createLocalKms({ masterKeys })).toThrow(TypeError);
    }
  });

  test('shows no key when it is logged', () => {
    const one = { id: 'one', key: Buffer.alloc(32, 0xab) };
    expect(inspect(createLocalKms({ masterKeys: [one] }), { depth: 9, showHidden: true })).not.toMatch(/abab|ab ab/);
  });
});
