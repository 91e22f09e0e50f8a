import { createHash, randomUUID } from 'node:crypto';

const UUID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The greatest time that 48 bits hold; in the year 10889. */
const LAST_MOMENT_MS = 2 ** 48 - 1;

/**
 * A new UUIDv7 (RFC 9562 section 5.7): 48 bits of milliseconds, then 74 random bits. Sorted by time, so indexes stay dense.
 * @param nowMs whole milliseconds since the Unix epoch
 */
export function newId(nowMs: number = Date.now()): string {
  if (!Number.isInteger(nowMs) || nowMs < 0 || nowMs > LAST_MOMENT_MS) throw new RangeError('no such moment');
  const time = nowMs.toString(16).padStart(12, '0');
  // A UUIDv4 with other first 48 bits and another version: its 74 random bits and its variant stand where they belong.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

/** A UUIDv8 (RFC 9562 section 5.8) that is a function of its parts: the same event always has the same id. */
export function derivedId(...parts: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest();
  return withVersion(digest.subarray(0, 16), 8);
}

/** Whether `value` is a UUID in lower-case canonical form, the only form we accept. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && UUID_PATTERN.test(value);
}

function withVersion(bytes: Buffer, version: number): string {
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | (version << 4), 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
