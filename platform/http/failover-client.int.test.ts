import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createFailoverClient } from './failover-client.ts';
import { createServiceClient } from './service-client.ts';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

const CALL = { method: 'GET', path: '/', requestId: 'request-1' } as const;

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function clientOf(...instances: readonly RequestListener[]) {
  const clients = await Promise.all(
    instances.map(async (answer) => {
      const server = createServer(answer).listen(0, '127.0.0.1');
      await once(server, 'listening');
      open.push(server);
      const baseUrl = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
      return createServiceClient({ callee: 'vault', baseUrl, sign: () => ({}) });
    }),
  );
  const client = createFailoverClient(clients);
  open.unshift(client);
  return client;
}

describe('a service with several instances', () => {
  test('is left for another when one breaks off while it says that it cannot', async () => {
    const brokenOff = Promise.withResolvers<undefined>();
    const client = await clientOf(
      (request, response) => {
        response.writeHead(503, { 'content-length': '100' }).write('x', () => {
          request.socket.destroySoon();
          request.socket.once('close', () => {
            brokenOff.resolve(undefined);
          });
        });
      },
      (_request, response) => {
        void brokenOff.promise.then(() => response.end('{"from":"the other"}'));
      },
    );
    expect(await client.callJson(CALL)).toEqual({ from: 'the other' });
  });

  test('answers as much as the call expects, not more', async () => {
    const client = await clientOf((_request, response) => response.end('"0123456789"'));
    expect(await client.callJson({ ...CALL, maxAnswerBytes: 12 })).toBe('0123456789');
    await expect(client.callJson({ ...CALL, maxAnswerBytes: 11 })).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
    });
  });
});
