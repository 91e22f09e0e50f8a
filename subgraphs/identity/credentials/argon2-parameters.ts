/** Cost of one password hash (RFC 9106). */
export interface Argon2Parameters {
  readonly memoryKib: number;
  /** Passes over the memory. */
  readonly timeCost: number;
  readonly parallelism: number;
}

const ENCODED = /^\$argon2(id|i|d)\$v=(\d+)\$m=(\d+),t=(\d+),p=(\d+)\$/;
const VERSION = 19;

/**
 * Whether an encoded hash is weaker than `current`: another variant, an older version, less memory or fewer passes. A
 * stronger one stays as it is. Anything that cannot be read counts as weak.
 */
export function isWeakerThan(encoded: string, current: Argon2Parameters): boolean {
  const match = ENCODED.exec(encoded);
  if (match === null) return true;
  const [variant, version, memory, time] = [match[1], Number(match[2]), Number(match[3]), Number(match[4])];
  return variant !== 'id' || version < VERSION || memory < current.memoryKib || time < current.timeCost;
}
