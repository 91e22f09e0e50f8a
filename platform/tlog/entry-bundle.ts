import { TILE_WIDTH } from './tile-path.ts';
import { TlogError } from './tlog-error.ts';

/** Longest entry, in bytes: its length has two bytes. */
export const MAX_ENTRY_BYTES = 65_535;
const LENGTH_BYTES = 2;
/** Longest bundle there can be, in bytes. */
export const MAX_BUNDLE_BYTES = TILE_WIDTH * (LENGTH_BYTES + MAX_ENTRY_BYTES);

/**
 * The bytes of an entry bundle: each entry with its length as two bytes, big-endian, in front (C2SP tlog-tiles).
 * @throws TlogError malformed_bundle unless there are 1 to 256 entries of at most 65,535 bytes
 */
export function serialiseEntryBundle(entries: readonly Uint8Array[]): Buffer {
  if (entries.length < 1 || entries.length > TILE_WIDTH)
    throw new TlogError('malformed_bundle', 'a bundle has 1 to 256 entries');
  const parts: Uint8Array[] = [];
  for (const entry of entries) {
    if (entry.length > MAX_ENTRY_BYTES)
      throw new TlogError('malformed_bundle', `an entry of ${String(entry.length)} bytes; at most 65,535 are possible`);
    const length = Buffer.allocUnsafe(LENGTH_BYTES);
    length.writeUInt16BE(entry.length);
    parts.push(length, entry);
  }
  return Buffer.concat(parts);
}

/**
 * Reads an entry bundle. The entries share its memory.
 * @param width how many entries it must have, 1 to 256
 * @throws TlogError malformed_bundle when an entry is cut off, or there are more or fewer
 */
export function parseEntryBundle(bytes: Uint8Array, width: number): Buffer[] {
  if (width < 1 || width > TILE_WIDTH) throw new TlogError('malformed_bundle', 'a bundle has 1 to 256 entries');
  const bundle = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const entries: Buffer[] = [];
  let at = 0;
  while (at < bundle.length) {
    if (entries.length === width) throw new TlogError('malformed_bundle', `more than ${String(width)} entries`);
    const start = at + LENGTH_BYTES;
    const end = start > bundle.length ? start : start + bundle.readUInt16BE(at);
    if (end > bundle.length) throw new TlogError('malformed_bundle', `entry ${String(entries.length)} is cut off`);
    entries.push(bundle.subarray(start, end));
    at = end;
  }
  if (entries.length !== width)
    throw new TlogError('malformed_bundle', `${String(entries.length)} entries instead of ${String(width)}`);
  return entries;
}

/** The bytes of the first `width` entries of a bundle. @throws TlogError malformed_bundle when it has not as many */
export function cutEntryBundle(bytes: Uint8Array, width: number): Buffer {
  const bundle = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let end = 0;
  for (let entry = 0; entry < width; entry += 1) {
    if (end + LENGTH_BYTES > bundle.length)
      throw new TlogError('malformed_bundle', `fewer than ${String(width)} entries`);
    end += LENGTH_BYTES + bundle.readUInt16BE(end);
  }
  if (end > bundle.length) throw new TlogError('malformed_bundle', 'the last entry is cut off');
  return bundle.subarray(0, end);
}
