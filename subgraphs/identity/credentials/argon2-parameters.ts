/** Cost of one password hash (RFC 9106). */
export interface Argon2Parameters {
  readonly memoryKib: number;
  /** Passes over the memory. */
  readonly timeCost: number;
  readonly parallelism: number;
}

/** `$argon2id$v=19$m=19456,t=2,p=1$…`; encoders differ in the order of the parameters. */
const ENCODED = /^\$argon2(?<variant>id|i|d)\$v=(?<version>\d+)\$(?<parameters>[mtp]=\d+(?:,[mtp]=\d+){2})\$/;
const VERSION = 19;

/**
 * Whether an encoded hash is weaker than `current`: another variant, an older version, less memory or fewer passes. A
 * stronger one stays as it is. Anything that cannot be read counts as weak.
 */
export function isWeakerThan(encoded: string, current: Argon2Parameters): boolean {
  const groups = ENCODED.exec(encoded)?.groups;
  if (groups === undefined) return true;
  const parameters = new Map(groups['parameters']?.split(',').map((part) => [part.slice(0, 1), Number(part.slice(2))]));
  const [memory = 0, time = 0] = [parameters.get('m'), parameters.get('t')];
  return (
    groups['variant'] !== 'id' ||
    Number(groups['version']) < VERSION ||
    memory < current.memoryKib ||
    time < current.timeCost
  );
}
