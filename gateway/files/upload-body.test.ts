import { PassThrough } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { boundedUpload } from './upload-body.ts';

/** Resolves when the stream has ended, and listens to nothing else: an error listener would hide what is tested. */
function closed(stream: NodeJS.EventEmitter): Promise<void> {
  return new Promise((resolve) => {
    stream.on('close', resolve);
  });
}

describe('an upload on its way', () => {
  test('[R-057] ends quietly when the client leaves before anybody reads it', async () => {
    const body = new PassThrough();
    const bounded = boundedUpload(body);
    const end = closed(bounded);
    body.write('the first part');
    body.on('error', () => undefined).destroy(new Error('aborted'));
    await end;
    expect(bounded.errored).toMatchObject({ code: 'UPLOAD_INCOMPLETE' });
  });

  test('[R-057] ends with an error for whoever reads it', async () => {
    const bounded = boundedUpload(PassThrough.from([Buffer.alloc(10)]), { maxBytes: 9 });
    await expect(bounded.toArray()).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
  });
});
