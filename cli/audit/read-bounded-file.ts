import { open } from 'node:fs/promises';

/**
 * Reads a file that a person named.
 * @returns its bytes; undefined when it has more than `maxBytes`
 * @throws a system error (`ENOENT`, `EISDIR`, …) when it cannot be read
 */
export async function readBoundedFile(file: string, maxBytes: number): Promise<Buffer | undefined> {
  const bytes = await readBeginning(file, maxBytes + 1);
  return bytes.length > maxBytes ? undefined : bytes;
}

/**
 * Reads the beginning of a file.
 * @returns all of it when it has no more than `maxBytes`
 * @throws a system error (`ENOENT`, `EISDIR`, …) when it cannot be read
 */
export async function readBeginning(file: string, maxBytes: number): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const bytes = Buffer.alloc(maxBytes);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length);
      length += bytesRead;
      if (bytesRead === 0 || length === maxBytes) return bytes.subarray(0, length);
    }
  } finally {
    await handle.close();
  }
}
