/** Element types that can be sent, with their numbers in `pg_type` (fixed for built-in types). */
const TYPE_NUMBERS = { int2: 21, int8: 20, text: 25, uuid: 2_950, bytea: 17, timestamptz: 1_184 } as const;

/** Milliseconds from the Unix epoch to that of PostgreSQL, 2000-01-01. */
const POSTGRES_EPOCH_MS = 946_684_800_000;
const HEADER_BYTES = 20;
const NULL_LENGTH = -1;

export type ArrayElement = keyof typeof TYPE_NUMBERS;

/** What each type is given as: times in ISO 8601. */
interface ElementValue {
  readonly int2: number;
  readonly int8: number;
  readonly text: string;
  readonly uuid: string;
  readonly bytea: Uint8Array;
  readonly timestamptz: string;
}

/** Writes one value at a place. @returns the number of its bytes */
type Writer<Value> = (value: Value, to: Buffer, at: number) => number;

const WRITERS: { readonly [Type in ArrayElement]: Writer<ElementValue[Type]> } = {
  int2: (value, to, at) => to.writeInt16BE(value, at) - at,
  int8: (value, to, at) => to.writeBigInt64BE(BigInt(value), at) - at,
  text: (value, to, at) => to.write(value, at),
  uuid: (value, to, at) => to.write(value.replaceAll('-', ''), at, 'hex'),
  bytea: (value, to, at) => {
    to.set(value, at);
    return value.length;
  },
  timestamptz: (value, to, at) => {
    const micros = BigInt(Date.parse(value) - POSTGRES_EPOCH_MS) * 1_000n;
    return to.writeBigInt64BE(micros, at) - at;
  },
};

/** The most bytes that one value can take. */
const MOST_BYTES: { readonly [Type in ArrayElement]: (value: ElementValue[Type]) => number } = {
  int2: () => 2,
  int8: () => 8,
  text: (value) => value.length * 3,
  uuid: () => 16,
  bytea: (value) => value.length,
  timestamptz: () => 8,
};

/**
 * A one-dimensional array in the binary form of the wire protocol (PostgreSQL: `array_recv`), for statements that take whole columns: as
 * text, each value would be quoted here and unquoted there.
 * @returns bytes for a parameter of the array type; the driver sends bytes as binary
 */
export function binaryArray<Type extends ArrayElement>(
  type: Type,
  values: readonly (ElementValue[Type] | null)[],
): Buffer {
  const most: (value: ElementValue[Type]) => number = MOST_BYTES[type];
  const write: Writer<ElementValue[Type]> = WRITERS[type];
  const capacity = values.reduce((sum, value) => sum + 4 + (value === null ? 0 : most(value)), HEADER_BYTES);
  const bytes = Buffer.allocUnsafe(capacity);
  bytes.writeInt32BE(values.length === 0 ? 0 : 1, 0);
  bytes.writeInt32BE(values.includes(null) ? 1 : 0, 4);
  bytes.writeInt32BE(TYPE_NUMBERS[type], 8);
  // An empty array has no dimension; the header ends here.
  if (values.length === 0) return bytes.subarray(0, 12);
  bytes.writeInt32BE(values.length, 12);
  bytes.writeInt32BE(1, 16);
  let at = HEADER_BYTES;
  for (const value of values) {
    const length = value === null ? NULL_LENGTH : write(value, bytes, at + 4);
    bytes.writeInt32BE(length, at);
    at += 4 + Math.max(length, 0);
  }
  return bytes.subarray(0, at);
}
