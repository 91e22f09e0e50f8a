/** Mark what JSON has no form for, as the only member of an object. */
const DATE = '$date';
const BYTES = '$bytes';

/**
 * An answer as bytes: JSON in which moments and bytes keep their kind, so that what is read is what was answered.
 * @throws TypeError for what could not be read again as it was: functions, instances of classes, numbers that are none
 */
export function encodeAnswer(answer: unknown): Buffer {
  return Buffer.from(JSON.stringify(toJson(answer, 'answer') ?? null), 'utf8');
}

/** Reads what `encodeAnswer` wrote. */
export function decodeAnswer(bytes: Buffer): unknown {
  return fromJson(JSON.parse(bytes.toString('utf8')));
}

function toJson(value: unknown, path: string): unknown {
  if (value === undefined || value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (value instanceof Date) return { [DATE]: value.toISOString() };
  if (Buffer.isBuffer(value)) return { [BYTES]: value.toString('base64') };
  if (Array.isArray(value)) return value.map((item, at) => toJson(item, `${path}.${String(at)}`));
  if (typeof value !== 'object' || !isPlain(value)) throw new TypeError(`${path} cannot be kept as an answer`);
  const members = Object.entries(value).map(([name, member]) => [name, toJson(member, `${path}.${name}`)] as const);
  if (members.length === 1 && (members[0]?.[0] === DATE || members[0]?.[0] === BYTES))
    throw new TypeError(`${path} would be read as something else`);
  return Object.fromEntries(members);
}

function fromJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromJson);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value);
  const [first] = members;
  if (members.length === 1 && first !== undefined && typeof first[1] === 'string') {
    if (first[0] === DATE) return new Date(first[1]);
    if (first[0] === BYTES) return Buffer.from(first[1], 'base64');
  }
  return Object.fromEntries(members.map(([name, member]) => [name, fromJson(member)]));
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
