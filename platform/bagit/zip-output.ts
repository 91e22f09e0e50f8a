import { finished, pipeline, Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { asAppError } from '#platform/errors';
import { createDigestStream } from './digest-stream.ts';
import type { FileDigests } from './digest-stream.ts';

/** One ZIP being written. Entries stand in call order; every method is refused once the output has failed. */
export interface ZipOutput {
  readonly output: Readable;
  addStream(name: string, body: Readable | Uint8Array): Promise<FileDigests>;
  addBuffer(name: string, body: Uint8Array): void;
  end(): void;
  /** Ends the output with an error, so that whoever reads it never takes a partial archive for a whole one. */
  readonly fail: (error: Error) => void;
}

// Noon in local time is a day every time zone has, and the DOS time of an entry is local: the same bytes everywhere.
const entryOptions = { mtime: new Date(1980, 0, 1, 12), forceDosTimestamp: true, mode: 0o100644, compress: false };

/** Starts a ZIP with stored entries, UTF-8 names and a fixed time, so that equal content gives equal bytes. */
export function createZipOutput(): ZipOutput {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  const active = new Set<Readable>();
  const failed = Promise.withResolvers<never>();
  // Every add call reports the failure itself; with none pending, nobody else would handle it.
  failed.promise.catch(() => undefined);
  let failure: Error | undefined;

  const fail = (error: Error): void => {
    if (failure !== undefined) return;
    failure = error;
    failed.reject(error);
    for (const stream of active) stream.destroy(error);
    output.destroy(error);
  };
  zip.on('error', fail);
  finished(output, { writable: false }, (error) => {
    if (error) fail(asAppError(error));
  });

  const writeStream = (name: string, body: Readable): Promise<FileDigests> =>
    new Promise((resolve, reject) => {
      let digests: FileDigests | undefined;
      const counted = createDigestStream((result) => (digests = result));
      active.add(body).add(counted);
      counted.once('end', () => {
        active.delete(body);
        active.delete(counted);
        if (digests !== undefined) resolve(digests);
      });
      pipeline(body, counted, (error) => {
        if (!error) return;
        fail(error);
        reject(error);
      });
      zip.addReadStream(counted, name, entryOptions);
    });

  return {
    output,
    fail,
    async addStream(name, body) {
      if (failure !== undefined) throw failure;
      const readable = body instanceof Readable ? body : Readable.from([body]);
      return Promise.race([writeStream(name, readable), failed.promise]);
    },
    addBuffer(name, body) {
      if (failure !== undefined) throw failure;
      zip.addBuffer(Buffer.from(body), name, entryOptions);
    },
    end() {
      if (failure !== undefined) throw failure;
      zip.end();
    },
  };
}
