import { createHash, createPrivateKey } from 'node:crypto';

import { describe, expect, test } from '@jest/globals';

import { parseLocalKmsKeys } from '#platform/crypto';
import { generateServiceKey, parseServiceKeys } from '#platform/signing';
import { createCosigner, createNoteSigner, parsePolicy } from '#platform/tlog';

import { generateKmsKeys, generateNoteKey, generatePassword, generateTokenKeys } from './generate.ts';
import { logPolicy, trustPolicy } from './prepare-keys.ts';
import { CALLS, keysOf } from './service-pair-keys.ts';

describe('generated keys', () => {
  test('the token key is a private Ed25519 JWK named by its RFC 7638 thumbprint', () => {
    const [key] = generateTokenKeys().keys;
    expect(key).toMatchObject({ kty: 'OKP', crv: 'Ed25519', alg: 'Ed25519', use: 'sig' });
    const thumbprint = createHash('sha256')
      .update(`{"crv":"Ed25519","kty":"OKP","x":"${key?.['x'] ?? ''}"}`)
      .digest('base64url');
    expect(key?.['kid']).toBe(thumbprint);
    expect(createPrivateKey({ key: { ...key }, format: 'jwk' }).asymmetricKeyType).toBe('ed25519');
  });

  test('note keys sign, under a name that no two installations share', () => {
    const [first, second] = [generateNoteKey('audit'), generateNoteKey('audit')];
    expect(first.name).not.toBe(second.name);
    expect(createNoteSigner({ name: first.name, seed: Buffer.from(first.seed, 'base64') }).vkey).toContain(
      `${first.name}+`,
    );
  });

  test('master keys and passwords are what their readers accept', () => {
    expect(parseLocalKmsKeys(JSON.stringify(generateKmsKeys()))).toHaveLength(1);
    expect(generatePassword()).toMatch(/^[A-Za-z0-9_-]{32}$/);
  });

  test('the trust policy is one that the verifier reads', () => {
    const key = (kind: 'audit' | 'export' | 'witness'): { name: string; seed: Buffer } => {
      const { name, seed } = generateNoteKey(kind);
      return { name, seed: Buffer.from(seed, 'base64') };
    };
    const auditLogVkey = createNoteSigner(key('audit')).vkey;
    const exporterVkey = createNoteSigner(key('export')).vkey;
    const witnessVkey = createCosigner(key('witness')).vkey;
    const policy = parsePolicy(trustPolicy({ auditLogVkey, exporterVkey, witnessVkey }));
    expect(policy.logs.map((log) => log.key.vkey)).toEqual([auditLogVkey]);
    expect(policy.exporters.map((exporter) => exporter.key.vkey)).toEqual([exporterVkey]);
    expect(policy.witnesses.map((witness) => witness.key.vkey)).toEqual([witnessVkey]);
    expect(parsePolicy(logPolicy({ auditLogVkey, witnessVkey }))).toMatchObject({ quorum: 'own', exporters: [] });
  });
});

describe('service pair keys', () => {
  const entries = CALLS.map(([caller, callee]) => generateServiceKey(caller, callee));

  test('a process holds the keys of its own pairs and no others', () => {
    for (const name of ['gateway', 'identity', 'vault', 'case', 'incident', 'audit', 'eraser'] as const) {
      const own = parseServiceKeys(JSON.stringify(keysOf(entries, name)));
      expect(own.every(({ caller, callee }) => caller === name || callee === name)).toBe(true);
      expect(own).toHaveLength(CALLS.filter((pair) => pair.includes(name)).length);
    }
  });

  test('everybody who changes something may call the audit log, and nobody calls the gateway', () => {
    expect(
      CALLS.filter(([, callee]) => callee === 'audit')
        .map(([caller]) => caller)
        .sort(),
    ).toEqual(['case', 'eraser', 'gateway', 'identity', 'incident', 'vault']);
    expect(CALLS.filter(([, callee]) => callee === 'gateway')).toEqual([]);
    expect(CALLS.filter(([, callee]) => callee === 'identity').map(([caller]) => caller)).toEqual([
      'gateway',
      'vault',
      'case',
    ]);
  });
});
