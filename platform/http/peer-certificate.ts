import { TLSSocket } from 'node:tls';
import type { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { isCertificateOf } from './service-tls.ts';

/** One connection carries many requests; its certificate does not change. */
const certificates = new WeakMap<TLSSocket, X509Certificate>();

/**
 * Attack: a service that was taken over signs with a stolen key of another one. Rule: over mutual TLS the name in the
 * certificate must be that of the signer (RFC 5280 section 4.2.1.6), and the certificate still be valid: it may end while a
 * connection is kept.
 * @returns true over plain HTTP, where the signature alone says who calls
 */
export function mayConnectionSpeakFor(socket: Socket, caller: string): boolean {
  if (!(socket instanceof TLSSocket)) return true;
  const certificate = certificates.get(socket) ?? socket.getPeerX509Certificate();
  if (certificate === undefined || !socket.authorized) return false;
  certificates.set(socket, certificate);
  // By the machine's own clock, as TLS itself judges.
  return isCertificateOf(certificate, caller) && Date.now() <= Date.parse(certificate.validTo);
}
