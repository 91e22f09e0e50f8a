/** Bytes that arrive in pieces of any size and are taken in pieces of a wanted size. */
export interface ByteQueue {
  add(bytes: Buffer): void;
  /** The next `size` bytes, or undefined while fewer have arrived. */
  take(size: number): Buffer | undefined;
  /** All that is left; empties the queue. */
  rest(): Buffer;
}

/** The queue keeps references, not copies: a piece must not be changed after it was added. */
export function createByteQueue(): ByteQueue {
  let pieces: Buffer[] = [];
  let byteSize = 0;
  return {
    add(bytes) {
      pieces.push(bytes);
      byteSize += bytes.length;
    },
    take(size) {
      if (byteSize < size) return undefined;
      const joined = join(pieces);
      pieces = [joined.subarray(size)];
      byteSize -= size;
      return joined.subarray(0, size);
    },
    rest() {
      const joined = join(pieces);
      pieces = [];
      byteSize = 0;
      return joined;
    },
  };
}

/** A single piece is not copied: taking many blocks out of one large piece stays linear. */
function join(pieces: readonly Buffer[]): Buffer {
  const [first, ...others] = pieces;
  return first !== undefined && others.length === 0 ? first : Buffer.concat(pieces);
}
