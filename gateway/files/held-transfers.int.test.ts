import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { bearer, startTestGateway } from '../testing/test-gateway.ts';
import { MAX_TRANSFERS_PER_PERSON, TRANSFER_CONNECTIONS } from './transfer-places.ts';
import type { FastifyInstance } from 'fastify';
import type { Socket } from 'node:net';
import type { TestGateway } from '../testing/test-gateway.ts';

const TICKET = 'T'.repeat(43);

let gateway: TestGateway;
const held: Socket[] = [];
/** Uploads that have reached the vault; each tells whoever waits. */
const arrivals = new EventTarget();
let arrived = 0;

/** A vault that reads what it is sent and answers at its end. */
function patientVault(server: FastifyInstance): void {
  void server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scope.put('/internal/files/u/:ticket', { config: { streamedBody: true } }, async (request, reply) => {
      arrived += 1;
      arrivals.dispatchEvent(new Event('upload'));
      await request.raw.toArray().catch(() => undefined);
      return reply.code(201).send({});
    });
  });
}

beforeAll(async () => {
  gateway = await startTestGateway({
    routes: { vault: patientVault },
    resolvers: { vault: { Query: { documents: () => ({ nodes: [], pageInfo: { hasNextPage: false } }) } } },
  });
});
afterEach(() => {
  for (const socket of held.splice(0)) socket.destroy();
});
afterAll(() => gateway.close());

/** Begins an upload and never goes on. */
function hold(token: string): Socket {
  const socket = connect(gateway.port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(
    `PUT /files/u/${TICKET} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${token}\r\n` +
      `content-type: text/plain\r\ncontent-length: 1000\r\n\r\nonly a part`,
  );
  held.push(socket);
  return socket;
}

async function vaultHolds(count: number): Promise<void> {
  while (arrived < count) await once(arrivals, 'upload');
}

function upload(token: string): Promise<Response> {
  return fetch(`${gateway.url}/files/u/${TICKET}`, {
    method: 'PUT',
    body: 'whole',
    headers: { ...bearer(token), 'content-type': 'text/plain' },
  });
}

describe('[R-057] transfers that somebody holds open', () => {
  test('a person has a few places, and gets one back when a transfer is over', async () => {
    const token = gateway.signIn();
    arrived = 0;
    const sockets = Array.from({ length: MAX_TRANSFERS_PER_PERSON }, () => hold(token));
    await vaultHolds(MAX_TRANSFERS_PER_PERSON);
    const refused = await upload(token);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(await refused.json()).toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: 5 });
    expect((await upload(gateway.signIn())).status).toBe(201);
    sockets[0]?.destroy();
    // The gateway hears of it a moment later.
    let again = await upload(token);
    while (again.status === 429) again = await upload(token);
    expect(again.status).toBe(201);
  });

  test('the graph answers while files wait for a connection, and the process outlives clients that leave', async () => {
    arrived = 0;
    const people = Math.ceil((TRANSFER_CONNECTIONS + 1) / MAX_TRANSFERS_PER_PERSON);
    for (let person = 0; person < people; person += 1) {
      const token = gateway.signIn();
      for (let place = 0; place < MAX_TRANSFERS_PER_PERSON; place += 1) hold(token);
    }
    await vaultHolds(TRANSFER_CONNECTIONS);
    const answer = await gateway.post({ query: '{ documents { nodes { id } } }' }, bearer(gateway.signIn()));
    expect(answer.body).toEqual({ data: { documents: { nodes: [] } } });
    await Promise.all(
      held.splice(0).map((socket) => {
        const gone = once(socket, 'close');
        socket.destroy();
        return gone;
      }),
    );
    expect((await upload(gateway.signIn())).status).toBe(201);
  });
});
