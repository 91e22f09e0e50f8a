import { X509Certificate } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import { writeWhole } from '../private-file.ts';
import { StackProblem } from '../problem.ts';
import { SERVICES } from '../services.ts';
import { createAuthority, issueCertificate, type Credential } from './issue.ts';
import { tlsFiles } from './tls-files.ts';

const MILLISECONDS_PER_DAY = 86_400_000;
const AUTHORITY_DAYS = 1_825;
/** Clocks of two machines differ by less. */
const BACKDATED_MILLISECONDS = 300_000;

/** Days that the certificate of a service is good for, unless asked otherwise. */
export const CERTIFICATE_DAYS = 90;

/** Asks services whether they are ready; it has no key to sign with, so it can do nothing else. */
export const SUPERVISOR = 'supervisor';

/** Whoever shows a certificate. */
export const CERTIFICATE_NAMES: readonly string[] = ['gateway', ...SERVICES, 'witness', 'eraser', SUPERVISOR];

/**
 * Issues a new certificate for each service, with a new key. The authority in the folder is used again, so that processes that
 * still show their old certificates and those with new ones believe each other; a new one is made when there is none, or it
 * would end before what it signs.
 *
 * @param options.days how long the certificates are good for
 * @returns whether the authority is new
 * @throws StackProblem when the authority in the folder cannot be read
 */
export async function prepareCertificates(options: {
  readonly folder: string;
  readonly days?: number;
  readonly nowMilliseconds?: number;
}): Promise<{ readonly newAuthority: boolean; readonly notAfter: Date }> {
  const { folder, days = CERTIFICATE_DAYS, nowMilliseconds = Date.now() } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const validFor = (validDays: number) => ({
    notBefore: new Date(nowMilliseconds - BACKDATED_MILLISECONDS),
    notAfter: new Date(nowMilliseconds + validDays * MILLISECONDS_PER_DAY),
  });
  const validity = validFor(days);
  const known = await readAuthority(folder, validity.notAfter);
  const authority = known ?? (await createAuthority('LifeReady services', validFor(Math.max(AUTHORITY_DAYS, days))));
  if (known === undefined) {
    await writeWhole(authorityKeyFile(folder), authority.key);
    await writeWhole(path.join(folder, 'ca.pem'), authority.cert, 0o644);
  }
  for (const name of CERTIFICATE_NAMES) {
    const files = tlsFiles(folder, name);
    await mkdir(path.dirname(files.cert), { recursive: true, mode: 0o700 });
    const { cert, key } = await issueCertificate(authority, name, validity);
    await writeWhole(files.key, key);
    await writeWhole(files.cert, cert, 0o644);
  }
  return { newAuthority: known === undefined, notAfter: validity.notAfter };
}

function authorityKeyFile(folder: string): string {
  return path.join(folder, 'ca-key.pem');
}

/** @returns undefined when there is none that lasts until `needed` */
async function readAuthority(folder: string, needed: Date): Promise<Credential | undefined> {
  const cert = await readFile(path.join(folder, 'ca.pem'), 'utf8').catch(() => undefined);
  if (cert === undefined) return undefined;
  const key = await readFile(authorityKeyFile(folder), 'utf8').catch(() => undefined);
  // Never replaced by itself: processes that run believe nobody else.
  if (key === undefined)
    throw new StackProblem(`The key of the authority in ${folder} is missing, so it cannot sign anything.`, {
      hint: 'Bring ca-key.pem back, or use an empty folder and give every process its new files at once.',
    });
  return Date.parse(new X509Certificate(cert).validTo) > needed.getTime() ? { cert, key } : undefined;
}
