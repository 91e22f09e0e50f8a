import { Transform } from 'node:stream';
import { AppError } from '#platform/errors';
import type { Readable } from 'node:stream';

/** 50 MiB, the largest document, and a little for a client that announces one and sends one more byte: the vault says what is wrong. */
export const MAX_UPLOAD_BYTES = 52_428_800 + 65_536;
/** Longest pause between two parts of an upload. */
const IDLE_TIMEOUT_MS = 30_000;

/**
 * Attacks: a body without an end, with or without an announced length; a client that sends one byte a minute and holds a
 * connection to the vault open. Rule: bytes are counted as they pass, a pause ends the upload, and nothing is kept in memory.
 * @returns the bytes; ends with AppError PAYLOAD_TOO_LARGE or UPLOAD_INCOMPLETE
 */
export function boundedUpload(
  body: Readable,
  options: { readonly idleTimeoutMs?: number; readonly maxBytes?: number } = {},
): Readable {
  const { idleTimeoutMs = IDLE_TIMEOUT_MS, maxBytes = MAX_UPLOAD_BYTES } = options;
  let bytes = 0;
  const idle = setTimeout(() => {
    bounded.destroy(new AppError('UPLOAD_INCOMPLETE', { detail: 'The upload paused for too long.' }));
  }, idleTimeoutMs);
  const bounded = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      idle.refresh();
      bytes += chunk.length;
      if (bytes > maxBytes) done(new AppError('PAYLOAD_TOO_LARGE'));
      else done(null, chunk);
    },
  });
  bounded.once('close', () => {
    clearTimeout(idle);
  });
  // Attack: a client that leaves while its call still waits for a connection, or after the vault has refused it. Nobody reads
  // the stream then, and an error that nobody hears ends the process.
  bounded.on('error', () => undefined);
  // A client that goes away must end the call to the vault with an error, never with a short file.
  body.once('error', (cause) => bounded.destroy(new AppError('UPLOAD_INCOMPLETE', { cause })));
  body.once('close', () => {
    if (!body.readableEnded) bounded.destroy(new AppError('UPLOAD_INCOMPLETE'));
  });
  return body.pipe(bounded);
}
