import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Transform } from 'node:stream';

/** What came out of a stream, and the error it ended with, if it did. */
export interface Outcome {
  readonly output: Buffer;
  readonly error: unknown;
}

/**
 * Runs `input` through `transform` and keeps what came out also when the stream errors.
 * @param pieceBytes size of the pieces the input is written in
 */
export async function runThrough(transform: Transform, input: Buffer, pieceBytes = 10_000): Promise<Outcome> {
  const output: Buffer[] = [];
  let error: unknown;
  const collect = async (source: AsyncIterable<Buffer>): Promise<void> => {
    for await (const piece of source) output.push(piece);
  };
  await pipeline(Readable.from(split(input, pieceBytes)), transform, collect).catch((reason: unknown) => {
    error = reason;
  });
  return { output: Buffer.concat(output), error };
}

/** The whole output; rejects with the stream's error. */
export async function transformed(transform: Transform, input: Buffer, pieceBytes = 10_000): Promise<Buffer> {
  const [, output] = await Promise.all([
    pipeline(Readable.from(split(input, pieceBytes)), transform),
    buffer(transform),
  ]);
  return output;
}

/** Bytes that differ from place to place, so that a swapped or repeated chunk shows. */
export function patternBytes(length: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, (_, index) => (index * 31 + (index >> 8)) & 0xff));
}

function* split(input: Buffer, pieceBytes: number): Generator<Buffer> {
  for (let start = 0; start < input.length; start += pieceBytes) yield input.subarray(start, start + pieceBytes);
}
