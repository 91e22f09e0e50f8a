import canonicalize from 'canonicalize';
import { TlogError } from './tlog-error.ts';

/** Containers inside one another; deeper nesting is refused. */
const MAX_DEPTH = 64;

/**
 * Canonical JSON (RFC 8785) as UTF-8 bytes: one value, one sequence of bytes, fit to be hashed.
 *
 * Refuses instead of guessing: a member that is `undefined`, a `Date`, a `Map` or a `toJSON` method would silently become
 * something else, and the log would then commit to what nobody wrote.
 * @throws TlogError not_json, naming the path of the offending value
 */
export function canonicalJson(value: unknown): Buffer {
  requireJson(value, '$', new Set());
  const text = canonicalize(value);
  if (text === undefined) throw new TlogError('not_json', 'no JSON form');
  return Buffer.from(text);
}

function requireJson(value: unknown, path: string, ancestors: ReadonlySet<object>): void {
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  if (typeof value === 'string' && value.isWellFormed()) return;
  if (typeof value !== 'object' || !isPlain(value)) throw new TlogError('not_json', `${path} is ${describe(value)}`);
  if (ancestors.has(value)) throw new TlogError('not_json', `${path} contains itself`);
  if (ancestors.size >= MAX_DEPTH) throw new TlogError('not_json', `nested deeper than ${MAX_DEPTH}`);
  const inside = new Set(ancestors).add(value);
  for (const [key, member] of membersOf(value)) {
    if (!key.isWellFormed()) throw new TlogError('not_json', `a key of ${path} is not well-formed Unicode`);
    requireJson(member, `${path}.${key}`, inside);
  }
}

function membersOf(value: object): [string, unknown][] {
  // Array.from turns holes into undefined, which is then refused.
  return Array.isArray(value) ? Array.from(value, (item: unknown, at) => [String(at), item]) : Object.entries(value);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  const known = prototype === Object.prototype || prototype === null || Array.isArray(value);
  const converts = 'toJSON' in value && typeof value.toJSON === 'function';
  return known && !converts && Object.getOwnPropertySymbols(value).length === 0;
}

function describe(value: unknown): string {
  return typeof value === 'object' ? 'not a plain object or array' : `a ${typeof value} that JSON cannot hold`;
}
