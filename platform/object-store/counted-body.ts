import { AppError } from '#platform/errors';
import type { Readable } from 'node:stream';

/**
 * Runs `action`, which reads `body`; on any failure the body is destroyed, so that whoever feeds it stops instead of waiting.
 * The listener is there from the start: a body that errors before it is read would otherwise end the process.
 */
export async function consuming<Result>(body: Readable, action: () => Promise<Result>): Promise<Result> {
  body.on('error', ignoreUntilRead);
  try {
    return await action();
  } catch (error) {
    body.destroy();
    throw error;
  }
}

/**
 * The pieces of a body, checked against the announced length: never more than announced, and an end only at the announced length.
 * @throws AppError UPLOAD_SIZE_MISMATCH, or the body's own error
 */
export async function* countedBody(body: Readable, contentLength: number | undefined): AsyncGenerator<Uint8Array> {
  let byteSize = 0;
  for await (const piece of body as AsyncIterable<unknown>) {
    if (!(piece instanceof Uint8Array)) throw new TypeError('An object body is a stream of bytes');
    byteSize += piece.length;
    if (contentLength !== undefined && byteSize > contentLength) throw new AppError('UPLOAD_SIZE_MISMATCH');
    yield piece;
  }
  if (contentLength !== undefined && byteSize !== contentLength) throw new AppError('UPLOAD_SIZE_MISMATCH');
}

/** The same error reaches the reader of the body; here it only must not be unhandled. */
function ignoreUntilRead(): void {
  return;
}
