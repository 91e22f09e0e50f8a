import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';

/** Of a supergraph, in bytes. The process that serves reads it: a megabyte takes seconds at the worst, and 150 MB. */
export const MAX_SUPERGRAPH_BYTES = 8_388_608;

/**
 * Attack, or mistake: the path leads to something that never ends, that nobody writes to, or that is so large that reading it ends the
 * process, while the supergraph before could have served on. Rule: it is a regular file, and so much of it is read and no more.
 * @param file path of the supergraph
 * @throws Error when it is missing, no regular file, or too large
 */
export async function readSupergraphFile(file: string): Promise<string> {
  // Without waiting for the other end of a pipe.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!(await handle.stat()).isFile()) throw new Error('the supergraph is not a regular file');
    const bytes = await buffer(handle.createReadStream({ autoClose: false, end: MAX_SUPERGRAPH_BYTES }));
    if (bytes.length > MAX_SUPERGRAPH_BYTES)
      throw new Error(`the supergraph has more than ${String(MAX_SUPERGRAPH_BYTES)} bytes`);
    return bytes.toString('utf8');
  } finally {
    await handle.close();
  }
}
