import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createLocalKms } from './local-kms.ts';
import { openSecret, sealSecret } from './sealed-secret.ts';

const context = { tenant: 'tenant-1', principal: 'principal-1', purpose: 'totp' };
const masterKey = { id: 'one', key: randomBytes(32) };
const kms = createLocalKms({ masterKeys: [masterKey] });
const invalid = { code: 'CIPHERTEXT_INVALID' };

describe('a sealed secret', () => {
  test('[R-080] opens to what was sealed, for any bytes and the empty value', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), async (bytes) => {
        const plaintext = Buffer.from(bytes);
        expect(await openSecret(kms, await sealSecret(kms, plaintext, context), context)).toEqual(plaintext);
      }),
    );
  });

  test('[R-080] of the same value is another text each time, and shows nothing of it', async () => {
    const plaintext = randomBytes(20);
    const [first, second] = await Promise.all([
      sealSecret(kms, plaintext, context),
      sealSecret(kms, plaintext, context),
    ]);
    expect(first).not.toBe(second);
    expect(Buffer.from(first.split('.').at(-1) ?? '', 'base64url').includes(plaintext)).toBe(false);
    expect(first).toMatch(/^lrs1(\.[A-Za-z0-9_-]+){4}$/);
  });

  test('[R-080] with any character changed is refused', async () => {
    const sealed = await sealSecret(kms, randomBytes(20), context);
    for (let index = 0; index < sealed.length; index += 1) {
      for (const replacement of ['A', 'B', 'Q', '_', '.', '=', ' ']) {
        if (sealed[index] === replacement) continue;
        const changed = sealed.slice(0, index) + replacement + sealed.slice(index + 1);
        // A changed key id may name a key that is not there; everything else is a failed check.
        const inKeyId = index >= 'lrs1.'.length && index < sealed.indexOf('.', 'lrs1.'.length);
        const codes = inKeyId ? /^(KEY_UNAVAILABLE|CIPHERTEXT_INVALID)$/ : /^CIPHERTEXT_INVALID$/;
        await expect(openSecret(kms, changed, context)).rejects.toMatchObject({ code: expect.stringMatching(codes) });
      }
    }
  });

  test('[R-080] cut short anywhere or with something added is refused', async () => {
    const sealed = await sealSecret(kms, randomBytes(20), context);
    const variants = [`${sealed}A`, `${sealed}.`, `${sealed}.AAAA`, `A${sealed}`, `${sealed}\n`, `${sealed}=`];
    for (let length = 0; length < sealed.length; length += 1) variants.push(sealed.slice(0, length));
    for (const variant of variants) {
      await expect(openSecret(kms, variant, context)).rejects.toMatchObject(invalid);
    }
  });

  test('[R-080] moved to another context does not open', async () => {
    const sealed = await sealSecret(kms, randomBytes(20), context);
    for (const other of [
      {},
      { ...context, principal: 'principal-2' },
      { ...context, purpose: 'recovery' },
      { ...context, more: '' },
    ]) {
      await expect(openSecret(kms, sealed, other)).rejects.toMatchObject(invalid);
    }
  });

  test('[R-080] with parts of two secrets mixed does not open', async () => {
    const [a, b] = await Promise.all(
      [randomBytes(20), randomBytes(20)].map((value) => sealSecret(kms, value, context)),
    );
    const [left, right] = [a?.split('.') ?? [], b?.split('.') ?? []];
    for (const taken of [2, 3, 4]) {
      const mixed = left.map((part, index) => (index === taken ? right[index] : part)).join('.');
      await expect(openSecret(kms, mixed, context)).rejects.toMatchObject(invalid);
    }
  });

  test('[R-080] opens with an old master key after a rotation, and not with a twin of its id', async () => {
    const sealed = await sealSecret(kms, Buffer.from('secret'), context);
    const rotated = createLocalKms({ masterKeys: [{ id: 'two', key: randomBytes(32) }, masterKey] });
    expect((await openSecret(rotated, sealed, context)).toString()).toBe('secret');
    const twin = createLocalKms({ masterKeys: [{ id: 'one', key: randomBytes(32) }] });
    await expect(openSecret(twin, sealed, context)).rejects.toMatchObject(invalid);
  });

  test('[R-080] whose master key was disabled says so', async () => {
    const sealed = await sealSecret(kms, Buffer.from('secret'), context);
    const disabled = createLocalKms({
      masterKeys: [
        { id: 'two', key: randomBytes(32) },
        { ...masterKey, disabled: true },
      ],
    });
    await expect(openSecret(disabled, sealed, context)).rejects.toMatchObject({ code: 'KEY_UNAVAILABLE' });
  });

  test('takes at most 1 MiB', async () => {
    await expect(sealSecret(kms, Buffer.alloc(1024 * 1024 + 1), context)).rejects.toThrow(RangeError);
  });
});
