import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createDigestStream } from './digest-stream.ts';
import { patternBytes, runThrough, transformed } from './testing/streams.ts';

describe('a digest stream', () => {
  test.each([0, 1, 70_000])('[R-072] passes %i bytes on unchanged and knows their SHA-256 and number', async (size) => {
    const input = patternBytes(size);
    const digesting = createDigestStream({ maxBytes: size });
    expect(await transformed(digesting.stream, input)).toEqual(input);
    expect(digesting.digest()).toEqual({ sha256: createHash('sha256').update(input).digest(), byteSize: size });
  });

  test('[R-079] errors at one byte too many and passes no more than the bound on', async () => {
    const digesting = createDigestStream({ maxBytes: 69_999 });
    const { output, error } = await runThrough(digesting.stream, patternBytes(70_000));
    expect(error).toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    expect(output.length).toBeLessThanOrEqual(69_999);
  });

  test('[R-079] errors with the code it was given', async () => {
    const digesting = createDigestStream({ maxBytes: 0, tooLarge: 'UPLOAD_SIZE_MISMATCH' });
    expect((await runThrough(digesting.stream, Buffer.of(1))).error).toMatchObject({ code: 'UPLOAD_SIZE_MISMATCH' });
  });

  test('[R-072] has no digest before the end and none after an error', async () => {
    const digesting = createDigestStream({ maxBytes: 10 });
    expect(() => digesting.digest()).toThrow('The stream has not ended');
    await runThrough(digesting.stream, patternBytes(11));
    expect(() => digesting.digest()).toThrow('The stream has not ended');
  });

  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d as a bound', (maxBytes) => {
    expect(() => createDigestStream({ maxBytes })).toThrow(RangeError);
  });
});
