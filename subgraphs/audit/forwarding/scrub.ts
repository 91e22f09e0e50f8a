/** Names that never leave the process, compared without case, `_` and `-`. */
const SECRET_KEYS: ReadonlySet<string> = new Set([
  'password',
  'passphrase',
  'secret',
  'secretkey',
  'clientsecret',
  'privatekey',
  'token',
  'tokenhash',
  'accesstoken',
  'refreshtoken',
  'idtoken',
  'contexttoken',
  'enrolmenttoken',
  'authorization',
  'cookie',
  'setcookie',
  'code',
  'codehash',
  'totpsecret',
  'ticket',
  'email',
  'salt',
  'detail',
]);
/** `encryptedContent`, `encrypted_key`, and whatever else begins so. */
const SECRET_PREFIX = 'encrypted';

const REMOVED = '[removed]';
/** Size of one nested value as JSON, in bytes. */
const MAX_VALUE_BYTES = 2_048;
/** Deeper values are cut, whatever they are; an entry has one level. */
const MAX_DEPTH = 4;

/**
 * First layer before an entry leaves the process; the redaction of the logger is the second. An entry holds pseudonyms and nothing
 * that is listed here: this is for the day on which somebody adds a member that it should not have.
 */
export function scrub(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return scrubbed(fields, 0);
}

function scrubbed(fields: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, isSecret(key) ? REMOVED : scrubbedValue(value, depth + 1)]),
  );
}

function scrubbedValue(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' && typeof value !== 'string') return value;
  if (value === null) return null;
  const originalSize = Buffer.byteLength(JSON.stringify(value));
  if (originalSize > MAX_VALUE_BYTES || depth > MAX_DEPTH) return { _truncated: true, _originalSize: originalSize };
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.map((item) => scrubbedValue(item, depth + 1)) : scrubbed(value, depth);
}

function isSecret(key: string): boolean {
  const name = key.toLowerCase().replaceAll(/[_-]/gu, '');
  return SECRET_KEYS.has(name) || name.startsWith(SECRET_PREFIX);
}
