import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { listenOnFreePort } from '../../../tests/support/service/listen.ts';
import { createHttpSource } from './http-source.ts';
import { CannotCheckError } from './log-source.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LogSource } from './log-source.ts';

const TILE = { level: 0, index: 1_234_067, width: 256 } as const;
const BUNDLE = { level: 'entries', index: 0, width: 7 } as const;

let server: { url: string; close: () => Promise<void> };
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const seen: { path: string | undefined; token: string | undefined }[] = [];

beforeEach(async () => {
  seen.length = 0;
  server = await listenOnFreePort(
    createServer((request, response) => {
      seen.push({ path: request.url, token: request.headers.authorization });
      answer(request, response);
    }),
  );
});
afterEach(() => server.close());

const source = (token?: string): LogSource => createHttpSource({ url: `${server.url}/log/`, token });

describe('a log behind an address', () => {
  test('is read below it, and only entries are asked for with the token', async () => {
    answer = (_request, response) => response.end('content');
    const log = source('secret');
    for (const bytes of [await log.checkpoint(), await log.tile(TILE), await log.tile(BUNDLE)])
      expect(String(bytes)).toBe('content');
    expect(seen).toEqual([
      { path: '/log/checkpoint', token: undefined },
      { path: '/log/tile/0/x001/x234/067', token: undefined },
      { path: '/log/tile/entries/000.p/7', token: 'Bearer secret' },
    ]);
  });

  test('may lack a tile', async () => {
    answer = (_request, response) => response.writeHead(404).end();
    expect(await source().tile(TILE)).toBeUndefined();
    await expect(source().checkpoint()).rejects.toThrow('there is no checkpoint at');
  });

  test('is asked again when it is busy or in trouble', async () => {
    const statuses = [429, 503, 500, 200];
    answer = (_request, response) => response.writeHead(statuses.shift() ?? 200, { 'retry-after': '0' }).end('tile');
    expect(String(await source().tile(TILE))).toBe('tile');
    expect(seen).toHaveLength(4);
  });

  test('is given up when that does not end', async () => {
    answer = (_request, response) => response.writeHead(503, { 'retry-after': '0' }).end();
    await expect(source().tile(TILE)).rejects.toThrow('was answered with 503');
    expect(seen).toHaveLength(6);
  });

  test.each([401, 403])('that wants a token for entries (%i) says so', async (status) => {
    answer = (_request, response) => response.writeHead(status).end();
    await expect(source().tile(BUNDLE)).rejects.toThrow('entries need the --token of an auditor');
    await expect(source().tile(TILE)).rejects.toThrow(`was answered with ${String(status)}`);
  });
});

describe('[R-074] a hostile log', () => {
  test('gets no token by sending it elsewhere', async () => {
    answer = (request, response) => {
      if (request.url === '/stolen') response.end();
      else response.writeHead(302, { location: '/stolen', 'retry-after': '0' }).end();
    };
    const problem = source('secret').tile(BUNDLE);
    await expect(problem).rejects.toThrow(CannotCheckError);
    expect(seen.map(({ path }) => path)).not.toContain('/stolen');
  });

  test('cannot fill the memory, with an answer without an end or with few bytes that become many', async () => {
    answer = (_request, response) => {
      response.on('drain', () => response.write(Buffer.alloc(65_536)));
      response.write(Buffer.alloc(1_048_576));
    };
    await expect(source().tile(TILE)).rejects.toThrow('larger than it can be');
    const bomb = gzipSync(Buffer.alloc(64 * 1_048_576));
    answer = (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    await expect(source('secret').tile(BUNDLE)).rejects.toThrow('larger than it can be');
  });

  test.each(['ftp://example.test/', 'file:///etc', 'https://example.test/log?x=1', 'http://'])(
    'is not looked for at %s',
    (url) => {
      expect(() => createHttpSource({ url })).toThrow(CannotCheckError);
    },
  );

  test('is sent no token in the clear', () => {
    expect(() => createHttpSource({ url: 'http://log.example.test/log', token: 't' })).toThrow('over https only');
    expect(() => createHttpSource({ url: 'https://log.example.test/log', token: 't' })).not.toThrow();
  });
});
