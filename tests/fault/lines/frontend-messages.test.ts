import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createMessageReader } from './frontend-messages.ts';

function message(type: string, ...texts: string[]): Buffer {
  const body = Buffer.from(texts.map((text) => `${text}\0`).join(''));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
}

const STREAM = [
  message('', 'user', 'somebody'),
  message('P', 'insert', 'INSERT INTO t'),
  message('B', '', 'insert'),
  message('E', ''),
  message('S'),
  message('Q', 'COMMIT'),
];

test('messages are the same, however the bytes come in', () => {
  const bytes = Buffer.concat(STREAM);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: bytes.length })), (cuts) => {
      const read = createMessageReader();
      const edges = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      const messages = edges.slice(1).flatMap((edge, at) => read(bytes.subarray(edges[at], edge)));
      expect(messages.map((one) => one.bytes)).toEqual(STREAM);
      expect(messages.map(({ kind, statement, sql }) => [kind, statement, sql])).toEqual([
        ['other', '', ''],
        ['parse', 'insert', 'INSERT INTO t'],
        ['bind', 'insert', ''],
        ['other', '', ''],
        ['other', '', ''],
        ['query', '', 'COMMIT'],
      ]);
    }),
  );
});
