import { open } from 'node:fs/promises';

/**
 * Reads a file that a person named.
 * @returns its bytes; undefined when it has more than `maxBytes`
 * @throws a system error (`ENOENT`, `EISDIR`, …) when it cannot be read
 */
export async function readBoundedFile(file: string, maxBytes: number): Promise<Buffer | undefined> {
  const handle = await open(file, 'r');
  try {
    const bytes = Buffer.alloc(maxBytes + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length);
      length += bytesRead;
      if (length > maxBytes) return undefined;
      if (bytesRead === 0) return bytes.subarray(0, length);
    }
  } finally {
    await handle.close();
  }
}
