import type { FastifyInstance } from 'fastify';
import type { KeyRing } from '../tokens/token-keys.ts';

export const JWKS_PATH = '/.well-known/jwks.json';

/** Verifiers look again after a minute; a key is published at least that long before it signs. */
const CACHE_SECONDS = 60;

/** `GET /.well-known/jwks.json` (RFC 7517): public keys, for everybody, unsigned. */
export function registerJwksRoute(server: FastifyInstance, { jwks }: Pick<KeyRing, 'jwks'>): void {
  server.get(JWKS_PATH, (_request, reply) =>
    reply
      .header('cache-control', `public, max-age=${CACHE_SECONDS}, must-revalidate`)
      .type('application/jwk-set+json')
      .send(JSON.stringify(jwks)),
  );
}
