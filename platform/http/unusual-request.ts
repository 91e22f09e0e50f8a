import { AppError, toProblem } from '#platform/errors';
import { newId } from '#platform/ids';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';

const EXPECTATION_FAILED = 417;

/**
 * Attack: a request that does not say whom it is for, which a proxy in front sends where it likes. Rule: it says so (RFC 9112 section
 * 3.2); one in the form of HTTP/1.0 need not.
 */
export function requireHost(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    const { headers, httpVersion } = request.raw;
    if (headers.host === undefined && httpVersion === '1.1')
      throw new AppError('BAD_REQUEST', { detail: 'Send `host`.' });
    done();
  });
}

/**
 * Answers a request that expects something nobody knows (RFC 9110 section 10.1.1).
 * Attack: an answer without the headers that protect it, because Node gives it before any route or hook. Rule: it is given here.
 * @param headers headers that every answer of this server carries
 */
export function refuseExpectations(server: FastifyInstance, headers: Readonly<Record<string, string>>): void {
  server.server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const problem = { ...toProblem(new AppError('BAD_REQUEST'), newId()), status: EXPECTATION_FAILED };
    response.writeHead(EXPECTATION_FAILED, {
      ...headers,
      'content-type': 'application/problem+json',
      connection: 'close',
    });
    response.end(JSON.stringify(problem));
  });
}
