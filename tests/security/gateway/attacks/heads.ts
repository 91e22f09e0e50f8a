import { raw, times } from '../attack.ts';
import { BODY } from './http.ts';
import type { Attack } from '../attack.ts';

const LENGTH = `content-length: ${String(BODY.length)}\r\n`;

/** A request whose head is written out. */
const head = (lines: string): string => `POST /graphql HTTP/1.1\r\n${lines}\r\n${BODY}`;

export const HEADS: readonly Attack[] = [
  ...[
    'host: other.example',
    'content-type: text/plain',
    'idempotency-key: one-key-of-mine\r\nidempotency-key: another-of-mine',
  ].map((line) =>
    raw(
      `twice: ${line.split(':', 1).join()}`,
      head(`host: localhost\r\ncontent-type: application/json\r\n${LENGTH}${line}\r\nconnection: close\r\n`),
      [400, 'BAD_REQUEST'],
    ),
  ),
  raw(
    'two tokens',
    head(
      `host: localhost\r\ncontent-type: application/json\r\n${LENGTH}authorization: Bearer a\r\nAuthorization: Bearer b\r\nconnection: close\r\n`,
    ),
    [400, 'BAD_REQUEST'],
  ),
  raw('no host', head(`content-type: application/json\r\n${LENGTH}connection: close\r\n`), [400, 'BAD_REQUEST']),
  raw(
    'a hundred and fifty header fields',
    head(
      `host: localhost\r\ncontent-type: application/json\r\n${LENGTH}connection: close\r\n${times(150, (i) => `x-${String(i)}: 1\r\n`).replaceAll('\n ', '\n')}`,
    ),
    [431, 'HEADERS_TOO_LARGE'],
  ),
  raw('a header field of 20 kB', head(`host: localhost\r\nx: ${'x'.repeat(20_000)}\r\n`), [431, 'BAD_REQUEST']),
  raw(
    'a URL of 9 kB',
    `GET /graphql?query=${'x'.repeat(9_000)} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`,
    [414, 'URI_TOO_LONG'],
  ),
  raw(
    'a length and chunks',
    head(`host: localhost\r\ncontent-type: application/json\r\n${LENGTH}transfer-encoding: chunked\r\n`),
    [400, 'BAD_REQUEST'],
  ),
  raw('two lengths', head(`host: localhost\r\ncontent-type: application/json\r\n${LENGTH}content-length: 5\r\n`), [
    400,
    'BAD_REQUEST',
  ]),
  raw(
    'a length that is no number',
    head('host: localhost\r\ncontent-type: application/json\r\ncontent-length: 0x28\r\n'),
    [400, 'BAD_REQUEST'],
  ),
  ...[
    ['a length with a sign', `content-length: +${String(BODY.length)}\r\n`],
    ['a length as a list', `content-length: ${String(BODY.length)}, ${String(BODY.length)}\r\n`],
    ['one length twice', LENGTH + LENGTH],
    ['a coding that is none', `${LENGTH}transfer-encoding: identity\r\n`],
  ].map(([name = '', lines = '']) =>
    raw(name, head(`host: localhost\r\ncontent-type: application/json\r\n${lines}`), [400, 'BAD_REQUEST']),
  ),
  raw(
    'chunks in the form of HTTP/1.0',
    head(`host: localhost\r\ncontent-type: application/json\r\n${LENGTH}transfer-encoding: chunked\r\n`).replace(
      'HTTP/1.1',
      'HTTP/1.0',
    ),
    [400, 'BAD_REQUEST'],
  ),
  raw(
    'lines that end without a carriage return',
    head(`host: localhost\r\ncontent-type: application/json\r\n${LENGTH}`).replaceAll('\r\n', '\n'),
    [400, 'BAD_REQUEST'],
  ),
  raw(
    'an unknown transfer coding',
    head('host: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: xchunked\r\n'),
    [400, 'BAD_REQUEST'],
  ),
  raw(
    'a chunk whose size is no number',
    'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nx\r\n',
    [400, 'BAD_REQUEST'],
  ),
  raw(
    'more chunks than a body may have bytes',
    `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${`10000\r\n${'x'.repeat(65_536)}\r\n`.repeat(5)}`,
    [413, 'PAYLOAD_TOO_LARGE'],
  ),
  raw('a space before a colon', head(`host: localhost\r\ncontent-type : application/json\r\n${LENGTH}`), [
    400,
    'BAD_REQUEST',
  ]),
  raw('a folded header', head(`host: localhost\r\ncontent-type: application/json\r\n folded\r\n${LENGTH}`), [
    400,
    'BAD_REQUEST',
  ]),
  raw('a zero byte in a header', head(`host: localhost\r\nx: a\0b\r\n${LENGTH}`), [400, 'BAD_REQUEST']),
  raw('no request at all', 'no request\r\n\r\n', [400, 'BAD_REQUEST']),
  raw('a version that is none', 'POST /graphql HTTP/9.9\r\nhost: localhost\r\n\r\n', [400, 'BAD_REQUEST']),
  raw('the beginning of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [400, 'BAD_REQUEST']),
  raw(
    'something to expect that nobody knows',
    head(
      `host: localhost\r\ncontent-type: application/json\r\n${LENGTH}expect: the-unexpected\r\nconnection: close\r\n`,
    ),
    [417, 'BAD_REQUEST'],
  ),
];
