import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  type KeyObject,
  type webcrypto,
} from 'node:crypto';

import * as x509 from '@peculiar/x509';

/** ECDSA on P-256: every TLS library has it, and a key is made in a millisecond. */
const KEY = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNATURE = { ...KEY, hash: 'SHA-256' } as const;

const SERIAL_BYTES = 16;

/** A certificate and its private key, both in PEM. */
export interface Credential {
  readonly cert: string;
  readonly key: string;
}

/** From when until when a certificate is good. */
export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** @returns a new authority: a self-signed certificate that may sign those of services and nothing below them */
export async function createAuthority(name: string, validity: Validity): Promise<Credential> {
  const { privateKey, publicKey } = newKeyPair();
  const keys = { privateKey: signingKey(privateKey), publicKey: verifyingKey(publicKey) };
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: `CN=${name}`,
    ...validity,
    signingAlgorithm: SIGNATURE,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { cert: pem(certificate), key: keyPem(privateKey) };
}

/**
 * @param service what the certificate names, as client and as server (RFC 5280 section 4.2.1.6)
 * @returns a certificate with a key of its own
 */
export async function issueCertificate(
  authority: Credential,
  service: string,
  validity: Validity,
): Promise<Credential> {
  const { privateKey, publicKey } = newKeyPair();
  const issuer = new x509.X509Certificate(authority.cert);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: `CN=${service}`,
    issuer: issuer.subject,
    ...validity,
    signingAlgorithm: SIGNATURE,
    publicKey: verifyingKey(publicKey),
    signingKey: signingKey(createPrivateKey(authority.key)),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth, x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: service }]),
      await x509.SubjectKeyIdentifierExtension.create(verifyingKey(publicKey)),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
    ],
  });
  return { cert: pem(certificate), key: keyPem(privateKey) };
}

function newKeyPair(): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: KEY.namedCurve });
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

function signingKey(key: KeyObject): webcrypto.CryptoKey {
  return key.toCryptoKey(KEY, false, ['sign']);
}

function verifyingKey(key: KeyObject): webcrypto.CryptoKey {
  return key.toCryptoKey(KEY, true, ['verify']);
}

/** RFC 5280 section 4.1.2.2: positive and not guessable. */
function newSerial(): string {
  const bytes = randomBytes(SERIAL_BYTES);
  bytes[0] = 0x40 | ((bytes[0] ?? 0) & 0x3f);
  return bytes.toString('hex');
}

function pem(certificate: x509.X509Certificate): string {
  return `${certificate.toString('pem')}\n`;
}

function keyPem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
