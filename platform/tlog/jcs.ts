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
  return Buffer.from(write(value, [], []));
}

/**
 * @param path of `value`; only ever read to say what is wrong
 * @param ancestors containers around `value`
 */
function write(value: unknown, path: (string | number)[], ancestors: object[]): string {
  switch (typeof value) {
    case 'string':
      return writeString(value, path);
    case 'number':
      if (Number.isFinite(value)) return JSON.stringify(value);
      break;
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      return value === null ? 'null' : writeContainer(value, path, ancestors);
    default:
  }
  throw refusal(path, `a ${typeof value} that JSON cannot hold`);
}

function writeString(value: string, path: readonly (string | number)[]): string {
  if (!value.isWellFormed()) throw refusal(path, 'a string that JSON cannot hold');
  return JSON.stringify(value);
}

function writeContainer(value: object, path: (string | number)[], ancestors: object[]): string {
  if (!isPlain(value)) throw refusal(path, 'not a plain object or array');
  if (ancestors.includes(value)) throw refusal(path, 'inside itself');
  if (ancestors.length >= MAX_DEPTH) throw refusal(path, `nested deeper than ${MAX_DEPTH}`);
  ancestors.push(value);
  const text = Array.isArray(value) ? writeArray(value, path, ancestors) : writeObject(value, path, ancestors);
  ancestors.pop();
  return text;
}

function writeArray(items: readonly unknown[], path: (string | number)[], ancestors: object[]): string {
  let text = '';
  // By index, so that a hole is undefined, which is then refused.
  for (let at = 0; at < items.length; at += 1) {
    path.push(at);
    text += (at === 0 ? '' : ',') + write(items[at], path, ancestors);
    path.pop();
  }
  return `[${text}]`;
}

function writeObject(value: object, path: (string | number)[], ancestors: object[]): string {
  let text = '';
  for (const key of Object.keys(value).sort()) {
    if (!key.isWellFormed()) throw refusal(path, 'with a key that is not well-formed Unicode');
    path.push(key);
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${write(value[key as keyof typeof value], path, ancestors)}`;
    path.pop();
  }
  return `{${text}}`;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  const known = prototype === Object.prototype || prototype === null || Array.isArray(value);
  const converts = 'toJSON' in value && typeof value.toJSON === 'function';
  return known && !converts && Object.getOwnPropertySymbols(value).length === 0;
}

function refusal(path: readonly (string | number)[], what: string): TlogError {
  return new TlogError('not_json', `${['$', ...path].join('.')} is ${what}`);
}
