import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';

import { readServiceTls } from '#platform/http';

import { SERVICES } from '../services.ts';
import { CERTIFICATE_DAYS, CERTIFICATE_NAMES, prepareCertificates } from './prepare-certificates.ts';
import { readTlsFiles, tlsFiles } from './tls-files.ts';

const DAY_MILLISECONDS = 86_400_000;
const folders: string[] = [];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lifeready-certificates-'));
  folders.push(folder);
});

afterAll(async () => {
  await Promise.all(folders.map((each) => rm(each, { recursive: true })));
});

async function certificateOf(name: string): Promise<X509Certificate> {
  return new X509Certificate((await readTlsFiles(folder, name)).cert);
}

describe('issued certificates', () => {
  test('are what each service accepts as its own, and no other does', async () => {
    await prepareCertificates({ folder });
    expect(CERTIFICATE_NAMES).toEqual(expect.arrayContaining(['gateway', ...SERVICES]));
    for (const name of CERTIFICATE_NAMES) {
      const { cert, key, ca } = tlsFiles(folder, name);
      const variables = { SERVICE_TLS_CERT_FILE: cert, SERVICE_TLS_KEY_FILE: key, SERVICE_TLS_CA_FILE: ca };
      expect(readServiceTls(name, variables)).toBeDefined();
      expect(() => readServiceTls(name === 'vault' ? 'case' : 'vault', variables)).toThrow('SERVICE_TLS_CERT_FILE');
    }
  });

  test('are signed by the authority, cannot sign others, and are good from now on for some time', async () => {
    const now = Date.now();
    await prepareCertificates({ folder });
    const vault = await certificateOf('vault');
    const authority = new X509Certificate(await readFile(tlsFiles(folder, 'vault').ca, 'utf8'));
    expect([vault.ca, authority.ca]).toEqual([false, true]);
    expect(vault.checkIssued(authority) && vault.verify(authority.publicKey)).toBe(true);
    expect(Date.parse(vault.validFrom)).toBeLessThanOrEqual(now);
    expect(Math.round((Date.parse(vault.validTo) - now) / DAY_MILLISECONDS)).toBe(CERTIFICATE_DAYS);
  });

  test('have keys that only this user can read', async () => {
    await prepareCertificates({ folder });
    for (const file of [path.join(folder, 'ca-key.pem'), tlsFiles(folder, 'vault').key])
      expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('are new each time, with new keys, from the authority that was there', async () => {
    expect(await prepareCertificates({ folder })).toMatchObject({ newAuthority: true });
    const before = await readTlsFiles(folder, 'vault');
    expect(await prepareCertificates({ folder })).toMatchObject({ newAuthority: false });
    const after = await readTlsFiles(folder, 'vault');
    expect(after.ca).toBe(before.ca);
    expect(after.key).not.toBe(before.key);
    const authority = new X509Certificate(after.ca);
    for (const { cert } of [before, after]) expect(new X509Certificate(cert).verify(authority.publicKey)).toBe(true);
    expect(new X509Certificate(before.cert).serialNumber).not.toBe(new X509Certificate(after.cert).serialNumber);
  });

  test('come from a new authority when the old one would end before them', async () => {
    await prepareCertificates({ folder });
    const before = await readTlsFiles(folder, 'vault');
    const nowMilliseconds = Date.parse(new X509Certificate(before.ca).validTo) - DAY_MILLISECONDS;
    expect(await prepareCertificates({ folder, nowMilliseconds })).toMatchObject({ newAuthority: true });
    expect((await readTlsFiles(folder, 'vault')).ca).not.toBe(before.ca);
  });

  test('are not issued by another authority in secret: one whose key is missing is a problem', async () => {
    await prepareCertificates({ folder });
    const before = await readTlsFiles(folder, 'vault');
    await rm(path.join(folder, 'ca-key.pem'));
    await expect(prepareCertificates({ folder })).rejects.toThrow('key of the authority');
    expect(await readTlsFiles(folder, 'vault')).toEqual(before);
  });
});
