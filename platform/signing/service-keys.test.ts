import { describe, expect, test } from '@jest/globals';
import { generateServiceKey, parseServiceKeys } from './service-keys.ts';
import type { ServiceKeyEntry } from './service-keys.ts';

const key = generateServiceKey('gateway', 'vault');

function parsing(entries: unknown): () => unknown {
  return () => parseServiceKeys(JSON.stringify(entries));
}

describe('service keys', () => {
  test('a generated key is read back with its names and a 32-byte secret', () => {
    const [parsed] = parseServiceKeys(JSON.stringify([key]));
    expect(parsed).toMatchObject({ id: 'gateway.vault.1', caller: 'gateway', callee: 'vault' });
    expect(parsed?.secret.export().toString('base64url')).toBe(key.secret);
  });

  test('several keys for one pair are allowed, for rotation', () => {
    expect(parseServiceKeys(JSON.stringify([key, generateServiceKey('gateway', 'vault', 2)]))).toHaveLength(2);
  });

  test('a parsed key does not show its secret when serialised', () => {
    expect(JSON.stringify(parseServiceKeys(JSON.stringify([key])))).not.toContain(key.secret);
  });

  const refused: Record<string, Partial<ServiceKeyEntry> & Record<string, unknown>> = {
    'a short secret': { secret: key.secret.slice(0, 42) },
    'a long secret': { secret: `${key.secret}A` },
    'a secret in another spelling': { secret: `${key.secret.slice(0, 42)}B` },
    'a quote in the id': { id: 'a"b' },
    'an upper-case service': { caller: 'Gateway' },
    'a service that calls itself': { caller: 'vault' },
    'an unknown member': { note: 'x' },
  };
  test.each(Object.entries(refused))('%s is refused', (_name, change) => {
    expect(parsing([{ ...key, ...change }])).toThrow(/service keys are not valid/);
  });

  test('a repeated id and a secret shared by two pairs are refused', () => {
    expect(parsing([key, { ...generateServiceKey('gateway', 'vault', 2), id: key.id }])).toThrow(/repeat an id/);
    expect(parsing([key, { ...generateServiceKey('gateway', 'audit'), secret: key.secret }])).toThrow(
      /repeat a secret/,
    );
  });

  test('no complaint holds a secret', () => {
    for (const text of [
      `[{"secret":"${key.secret}"`,
      JSON.stringify([{ ...key, secret: `${key.secret}=` }]),
      JSON.stringify([key, key]),
    ]) {
      expect(() => parseServiceKeys(text)).toThrow(
        expect.not.objectContaining({ message: expect.stringContaining(key.secret) }),
      );
    }
  });
});
