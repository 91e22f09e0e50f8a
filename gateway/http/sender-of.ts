import proxyAddr from '@fastify/proxy-addr';
import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';

/** Where a request comes from. */
export interface Sender {
  /** As the first proxy that is trusted saw it. */
  readonly address: string;
  /** Whether it came by TLS, to us or to the proxy. */
  readonly isHttps: boolean;
}

/**
 * Who sent a request, by the rules of the router: what `X-Forwarded-*` say is believed when a trusted proxy says it, and of several values
 * the last one, which is the proxy's own.
 * @param trustedProxies addresses or ranges (CIDR)
 */
export function createSenderOf(trustedProxies: readonly string[]): (request: IncomingMessage) => Sender {
  const isTrusted = createIsTrusted(trustedProxies);
  return (request) => {
    const { socket } = request;
    const isEncrypted = (socket as Partial<TLSSocket>).encrypted === true;
    const address = socket.remoteAddress ?? '';
    if (!isTrusted(address)) return { address, isHttps: isEncrypted };
    const said = lastOf(request.headers['x-forwarded-proto']);
    return { address: proxyAddr(request, isTrusted), isHttps: said === undefined ? isEncrypted : said === 'https' };
  };
}

/** @returns whether an address is that of a proxy whose word is taken */
export function createIsTrusted(trustedProxies: readonly string[]): (address: string) => boolean {
  if (trustedProxies.length === 0) return () => false;
  const isTrusted = proxyAddr.compile([...trustedProxies]);
  return (address) => isTrusted(address, 0);
}

/** Several fields of one name are one, with commas (RFC 9110 section 5.3). */
function lastOf(field: string | string[] | undefined): string | undefined {
  const text = typeof field === 'string' ? field : field?.at(-1);
  return text === undefined || text === '' ? undefined : text.split(',').at(-1)?.trim();
}
