import { AppError, toProblem } from '#platform/errors';
import { newId } from '#platform/ids';
import type { Socket } from 'node:net';

/** Statuses of requests that node:http gives up on (RFC 9110 section 15.5.9, RFC 6585 section 5). */
const STATUS_LINES: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/**
 * Answers bytes that are no HTTP request, or come too slowly, where no route and no hook runs.
 * Attack: a request that ends where two readers disagree, so that its rest is another one's beginning; heads that come a byte a minute.
 * Rule: it is refused as everything else is refused, and the connection is closed: what follows on it cannot be told apart from the rest of
 * the bad request.
 * @param headers headers that every answer of this server carries
 */
export function refuseUnreadableRequest(error: Error, socket: Socket, headers: Readonly<Record<string, string>>): void {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify(toProblem(new AppError('BAD_REQUEST'), newId()));
  const fields = {
    ...headers,
    'content-type': 'application/problem+json',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${STATUS_LINES[code] ?? '400 Bad Request'}`, ...lines, '', body].join('\r\n'));
}
