import type { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { SubgraphName } from '../config.ts';

/** One request as a service received it. */
export interface Received {
  readonly service: SubgraphName;
  readonly url: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/**
 * A stand-in for a service that writes down what arrives on any route, and answers for files and client tokens.
 * @param received where it is written
 */
export function recordingRoutes(service: SubgraphName, received: (request: Received) => void) {
  return (server: FastifyInstance): void => {
    server.addHook('onRequest', (request, _reply, done) => {
      if (request.url !== '/.well-known/jwks.json')
        received({ service, url: request.url, headers: { ...request.headers } });
      done();
    });
    void server.register(async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
      scope.put('/internal/files/u/:ticket', { config: { streamedBody: true } }, (request) => {
        (request.body as Readable).resume();
        return { stored: true };
      });
      for (const kind of ['d', 'p'])
        scope.get(`/internal/files/${kind}/:ticket`, (_request, reply) => reply.type('text/plain').send('bytes'));
    });
    if (service === 'identity')
      server.post('/internal/oauth/token', () => ({ access_token: 'a', token_type: 'Bearer' }));
  };
}

/** What a service got, without what is new in each request. */
function shapeOf({ service, url, headers }: Received): unknown {
  const { authorization, signature, 'signature-input': input, ...rest } = headers;
  return {
    service,
    url,
    subject: subjectOf(authorization),
    signed: coveredBy(input),
    isSigned: typeof signature,
    ...rest,
  };
}

/** In whose name a request came, by its context token. */
export function subjectOf(authorization: unknown): unknown {
  if (typeof authorization !== 'string') return undefined;
  const claims: unknown = JSON.parse(Buffer.from(authorization.split('.')[1] ?? '', 'base64url').toString());
  return (claims as { sub?: unknown }).sub;
}

/** The fields that a signature covers. */
function coveredBy(input: unknown): unknown {
  return typeof input === 'string' ? /^sig1=\(([^)]*)\)/.exec(input)?.[1] : undefined;
}

/** What services got, in an order of its own. Tokens and digests differ from session to session; nothing else of an exchange does. */
export function shapesOf(received: readonly Received[]): string[] {
  return received
    .map((each) => shapeOf(each.url === '/internal/context-token' ? withoutBodyFields(each) : each))
    .map((shape) => JSON.stringify(shape))
    .sort();
}

function withoutBodyFields(each: Received): Received {
  const { 'content-digest': digest, 'content-length': length, ...headers } = each.headers;
  return { ...each, headers: { ...headers, 'has-body': `${typeof digest} ${typeof length}` } };
}
