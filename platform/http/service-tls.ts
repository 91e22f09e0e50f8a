import { X509Certificate, constants, createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { checkServerIdentity } from 'node:tls';
import { Agent, fetch as fetchThrough } from 'undici';

const HANDSHAKE_TIMEOUT_MS = 10_000;

/** What a process shows to other services, and whom it believes, when mutual TLS is on; all in PEM. */
export interface ServiceTls {
  /** Own certificate, with whatever leads from it to the authority. */
  readonly cert: string;
  readonly key: string;
  /** The only authority whose certificates are believed. */
  readonly ca: string;
}

/** Variables of `processShape` that switch the profile on. */
interface TlsVariables {
  readonly SERVICE_TLS_CERT_FILE?: string | undefined;
  readonly SERVICE_TLS_KEY_FILE?: string | undefined;
  readonly SERVICE_TLS_CA_FILE?: string | undefined;
}

/**
 * Reads the three files of the mutual TLS profile.
 * @param service whose certificate it must be
 * @returns undefined when the profile is off: none of the three is named
 * @throws Error that names the variable, for a part that is missing, unreadable or of somebody else
 */
export function readServiceTls(service: string, variables: TlsVariables): ServiceTls | undefined {
  const { SERVICE_TLS_CERT_FILE, SERVICE_TLS_KEY_FILE, SERVICE_TLS_CA_FILE } = variables;
  const files = { SERVICE_TLS_CERT_FILE, SERVICE_TLS_KEY_FILE, SERVICE_TLS_CA_FILE };
  if (Object.values(files).every((file) => file === undefined)) return undefined;
  const cert = read('SERVICE_TLS_CERT_FILE', SERVICE_TLS_CERT_FILE);
  const key = read('SERVICE_TLS_KEY_FILE', SERVICE_TLS_KEY_FILE);
  const ca = read('SERVICE_TLS_CA_FILE', SERVICE_TLS_CA_FILE);
  const own = attempt('SERVICE_TLS_CERT_FILE: holds no certificate', () => new X509Certificate(cert));
  attempt('SERVICE_TLS_CA_FILE: holds no certificate', () => new X509Certificate(ca));
  const privateKey = attempt('SERVICE_TLS_KEY_FILE: holds no private key', () => createPrivateKey(key));
  if (!own.checkPrivateKey(privateKey)) throw new Error('SERVICE_TLS_KEY_FILE: is not the key of the certificate');
  if (!isCertificateOf(own, service)) throw new Error(`SERVICE_TLS_CERT_FILE: is not a certificate of ${service}`);
  return { cert, key, ca };
}

/** Whether a certificate names `service` among its alternative names (RFC 5280 section 4.2.1.6). The common name counts nothing. */
export function isCertificateOf(certificate: X509Certificate, service: string): boolean {
  return certificate.checkHost(service, { subject: 'never', wildcards: false }) !== undefined;
}

/** Options of a server that talks to nobody without a certificate of the authority. */
export function serverTlsOptions(tls: ServiceTls) {
  return {
    ...tls,
    minVersion: 'TLSv1.3',
    requestCert: true,
    rejectUnauthorized: true,
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    // Attack: a session that goes on after its certificate has expired. Every connection shows its certificate anew.
    secureOptions: constants.SSL_OP_NO_TICKET,
  } as const;
}

/** Options of connections to `callee`. It is known by its name, wherever it listens. */
export function clientTlsOptions(tls: ServiceTls, callee: string) {
  return {
    ...tls,
    minVersion: 'TLSv1.3',
    servername: callee,
    checkServerIdentity: (_host: string, certificate: Parameters<typeof checkServerIdentity>[1]) =>
      checkServerIdentity(callee, certificate),
    allowH2: false,
    maxCachedSessions: 0,
  } as const;
}

/**
 * `fetch` for what needs no signature, such as identity's public keys: over mutual TLS when it is on.
 * @param callee service that must answer
 */
export function createServiceFetch(callee: string, tls: ServiceTls | undefined): typeof fetch {
  if (tls === undefined) return fetch;
  // A connection for each request: they are rare, and an idle one would outlive its use.
  const dispatcher = new Agent({ connect: clientTlsOptions(tls, callee), pipelining: 0 });
  const through = (url: string, init: object): unknown => fetchThrough(url, { ...init, dispatcher });
  return through as typeof fetch;
}

function read(variable: string, file: string | undefined): string {
  if (file === undefined) throw new Error(`${variable}: is missing; mutual TLS needs certificate, key and authority`);
  return attempt(`${variable}: the file cannot be read`, () => readFileSync(file, 'utf8'));
}

function attempt<Result>(problem: string, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    throw new Error(problem, { cause });
  }
}
