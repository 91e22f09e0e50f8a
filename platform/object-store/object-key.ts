import { AppError } from '#platform/errors';
import { isId } from '#platform/ids';

/** What an object key is made of. Every part is chosen by the server. */
export interface ObjectKeyParts {
  /** Tenant UUID in lower-case canonical form. */
  readonly tenantId: string;
  /** UUID of the object, a document for example. */
  readonly objectId: string;
  /** 1 to 999999999. */
  readonly version: number;
  /** Whether it is in the area of what has not been released yet. */
  readonly quarantine: boolean;
}

/** Characters of the longest key there can be. */
export const OBJECT_KEY_LENGTH_MAX = 'quarantine/lr1/'.length + 36 + 1 + 36 + 1 + 9;

const VERSION_MAX = 999_999_999;
const QUARANTINE = 'quarantine/';
const LAYOUT = 'lr1';

/**
 * The key of an object: `lr1/<tenant>/<object>/<version>`, with `quarantine/` in front while it is not released.
 * @throws AppError OBJECT_KEY_INVALID when a part is not of its exact form
 */
export function formatObjectKey(parts: ObjectKeyParts): string {
  const { tenantId, objectId, version, quarantine } = parts;
  if (!isId(tenantId) || !isId(objectId)) throw invalid('an id is not a canonical UUID');
  if (!Number.isSafeInteger(version) || version < 1 || version > VERSION_MAX)
    throw invalid('the version is out of range');
  return `${quarantine ? QUARANTINE : ''}${LAYOUT}/${tenantId}/${objectId}/${String(version)}`;
}

/**
 * Reads a key. Parse, format, compare equal: instead of listing what is bad (`..`, `%2e`, backslash, NUL, absolute paths, schemes,
 * look-alike letters), the one form that is good is rebuilt from the parts and everything else is refused. Each key therefore has one
 * spelling, and two spellings never reach the same bytes.
 * @throws AppError OBJECT_KEY_INVALID; the key itself is not repeated anywhere
 */
export function parseObjectKey(key: string): ObjectKeyParts {
  if (key.length > OBJECT_KEY_LENGTH_MAX) throw invalid('the key is too long');
  const quarantine = key.startsWith(QUARANTINE);
  const [, tenantId = '', objectId = '', version = ''] = key.slice(quarantine ? QUARANTINE.length : 0).split('/');
  const parts = { tenantId, objectId, version: Number(version), quarantine };
  if (formatObjectKey(parts) !== key) throw invalid('the key is not in its canonical form');
  return parts;
}

/** Whether `text` is a key in its canonical form; for listings, which may hold what is not ours. */
export function isObjectKey(text: string): boolean {
  try {
    parseObjectKey(text);
    return true;
  } catch {
    return false;
  }
}

function invalid(reason: string): AppError {
  return new AppError('OBJECT_KEY_INVALID', { cause: new Error(reason) });
}
