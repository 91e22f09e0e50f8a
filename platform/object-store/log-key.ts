import { AppError } from '#platform/errors';
import { parseObjectKey } from './object-key.ts';

/** In front of everything that a log publishes; the number is the layout's. */
export const LOG_AREA = 'log1/';

/** Letters, digits and hyphens in lower case: one spelling on every file system, and never `.` or `..`. */
const SEGMENT = '[a-z0-9][a-z0-9-]{0,63}';
const LOG_KEY = new RegExp(`^log1(?:/${SEGMENT}){1,8}$`);

/**
 * The key under which a log publishes something: `log1/` and the path that the format of the thing prescribes. What is under such a
 * key is written once; it is neither moved nor deleted.
 * @param path for instance `tile/0/x001/067`
 * @throws AppError OBJECT_KEY_INVALID for a path that is not one to eight segments of lower-case letters, digits and hyphens
 */
export function formatLogKey(path: string): string {
  const key = `${LOG_AREA}${path}`;
  if (!isLogKey(key)) throw new AppError('OBJECT_KEY_INVALID', { cause: new Error('not a path of a log') });
  return key;
}

export function isLogKey(key: string): boolean {
  return LOG_KEY.test(key);
}

/**
 * Refuses everything but the canonical form of an object's or a log's key.
 * @throws AppError OBJECT_KEY_INVALID
 */
export function requireStoreKey(key: string): void {
  if (!isLogKey(key)) parseObjectKey(key);
}
