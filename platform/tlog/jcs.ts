import { TlogError } from './tlog-error.ts';

/** Containers inside one another; deeper nesting is refused. */
const MAX_DEPTH = 64;

/**
 * Canonical JSON (RFC 8785) as UTF-8 bytes: one value, one sequence of bytes, fit to be hashed. Numbers and strings are written as
 * ECMAScript writes them (sections 3.2.2.2 and 3.2.2.3), keys sorted by UTF-16 code units (section 3.2.3).
 *
 * Refuses instead of guessing: a member that is `undefined`, a `Date`, a `Map` or a `toJSON` method would silently become
 * something else, and the log would then commit to what nobody wrote.
 * @throws TlogError not_json, naming the path of the offending value
 */
export function canonicalJson(value: unknown): Buffer {
  try {
    return Buffer.from(write(value, 0));
  } catch (error) {
    throw error instanceof NotJson ? new TlogError('not_json', error.describe()) : error;
  }
}

/** What JSON cannot hold. The path is put together on the way out, so that what can be held costs nothing for it. */
class NotJson extends Error {
  readonly path: (string | number)[] = [];

  describe(): string {
    return `${['$', ...this.path].join('.')} is ${this.message}`;
  }
}

/** @param depth of containers around `value` */
function write(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return writeString(value);
    case 'number':
      if (Number.isFinite(value)) return JSON.stringify(value);
      break;
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      return value === null ? 'null' : writeContainer(value, depth);
    default:
  }
  throw new NotJson(`a ${typeof value} that JSON cannot hold`);
}

function writeString(value: string): string {
  if (!value.isWellFormed()) throw new NotJson('a string that JSON cannot hold');
  return JSON.stringify(value);
}

function writeContainer(value: object, depth: number): string {
  if (!isPlain(value)) throw new NotJson('not a plain object or array');
  // What contains itself is nested for ever.
  if (depth >= MAX_DEPTH) throw new NotJson(`nested deeper than ${MAX_DEPTH}`);
  return Array.isArray(value) ? writeArray(value, depth + 1) : writeObject(value, depth + 1);
}

function writeArray(items: readonly unknown[], depth: number): string {
  let text = '';
  // By index, so that a hole is undefined, which is then refused.
  for (let at = 0; at < items.length; at += 1) {
    text += (at === 0 ? '' : ',') + writeMember(items, at, depth);
  }
  return `[${text}]`;
}

function writeObject(value: object, depth: number): string {
  let text = '';
  for (const key of Object.keys(value).sort()) {
    if (!key.isWellFormed()) throw new NotJson('with a key that is not well-formed Unicode');
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${writeMember(value, key, depth)}`;
  }
  return `{${text}}`;
}

function writeMember(container: object, key: string | number, depth: number): string {
  try {
    return write(container[key as keyof typeof container], depth);
  } catch (error) {
    if (error instanceof NotJson) error.path.unshift(key);
    throw error;
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  const known = prototype === Object.prototype || prototype === null || Array.isArray(value);
  const converts = 'toJSON' in value && typeof value.toJSON === 'function';
  return known && !converts && Object.getOwnPropertySymbols(value).length === 0;
}
