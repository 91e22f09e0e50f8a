import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { expect, test } from '@jest/globals';
import fastify from 'fastify';
import { ANONYMOUS } from '#platform/auth';
import { registerLogRoutes } from '../log/log-routes.ts';
import { relayDownload } from './relay-download.ts';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { ServiceAnswer } from '#platform/http';

const STALLED_MS = 50;

const WAYS: readonly (readonly [string, string, (server: FastifyInstance, answer: ServiceAnswer) => void])[] = [
  ['a file', '/', (server, answer) => server.get('/', (_request, reply) => relayDownload(answer, reply, STALLED_MS))],
  [
    'a piece of the log',
    '/log/tile/entries/000',
    (server, answer) => {
      registerLogRoutes(server, {
        authenticate: () => Promise.resolve({ actor: ANONYMOUS, contextToken: undefined, clientId: 'web' }),
        charge: () => Promise.resolve(),
        audit: { call: () => Promise.resolve(answer) },
        stalledMs: STALLED_MS,
      });
    },
  ],
];

test.each(WAYS)(
  '[R-057] whoever asks for %s and does not read it loses the connection',
  async (_what, path, register) => {
    const part = Buffer.alloc(65_536);
    const body = new Readable({ read: () => void body.push(part) });
    const server = fastify();
    register(server, { status: 200, headers: {}, body });
    await server.listen({ port: 0, host: '127.0.0.1' });
    const { port } = server.server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    try {
      const ended = once(body, 'close');
      socket.pause().write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
      await ended;
      // And the service has lost its reader.
      expect(body.destroyed).toBe(true);
    } finally {
      socket.destroy();
      await server.close();
    }
  },
);
