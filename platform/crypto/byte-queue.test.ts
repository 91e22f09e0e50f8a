import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createByteQueue } from './byte-queue.ts';

describe('a byte queue', () => {
  test('gives out the bytes that went in, in order, in pieces of the wanted size', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 })), fc.integer({ min: 1, max: 40 }), (pieces, size) => {
        const queue = createByteQueue();
        const taken: Buffer[] = [];
        for (const piece of pieces) {
          queue.add(Buffer.from(piece));
          for (let next = queue.take(size); next !== undefined; next = queue.take(size)) {
            expect(next).toHaveLength(size);
            taken.push(Buffer.from(next));
          }
        }
        const rest = queue.rest();
        expect(rest.length).toBeLessThan(size);
        expect(Buffer.concat([...taken, rest])).toEqual(Buffer.concat(pieces));
        expect(queue.rest()).toHaveLength(0);
      }),
    );
  });
});
