/** What a client says to PostgreSQL, as far as the faults look at it. */
export interface FrontendMessage {
  readonly kind: 'query' | 'parse' | 'bind' | 'other';
  /** Name of the prepared statement, of `parse` and `bind`. */
  readonly statement: string;
  /** Text of the statement, of `query` and `parse`. */
  readonly sql: string;
  readonly bytes: Buffer;
}

const KINDS: Readonly<Record<string, FrontendMessage['kind']>> = { Q: 'query', P: 'parse', B: 'bind' };
const LENGTH_BYTES = 4;

/**
 * Cuts the stream of one connection into its messages (PostgreSQL documentation, "Message Formats"). Without TLS, as on this machine.
 * @returns a function that takes bytes as they come and gives the messages that are complete
 */
export function createMessageReader(): (bytes: Buffer) => FrontendMessage[] {
  let rest = Buffer.alloc(0);
  // The first message has no type.
  let typeBytes = 0;
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    const messages: FrontendMessage[] = [];
    while (rest.length >= typeBytes + LENGTH_BYTES) {
      const length = typeBytes + rest.readUInt32BE(typeBytes);
      if (rest.length < length) break;
      messages.push(typeBytes === 0 ? other(rest.subarray(0, length)) : read(rest.subarray(0, length)));
      rest = rest.subarray(length);
      typeBytes = 1;
    }
    return messages;
  };
}

function other(bytes: Buffer): FrontendMessage {
  return { kind: 'other', statement: '', sql: '', bytes };
}

function read(bytes: Buffer): FrontendMessage {
  const kind = KINDS[bytes.toString('latin1', 0, 1)] ?? 'other';
  const [first = '', second = ''] = bytes.toString('utf8', 1 + LENGTH_BYTES).split('\0', 2);
  if (kind === 'query') return { kind, statement: '', sql: first, bytes };
  if (kind === 'parse') return { kind, statement: first, sql: second, bytes };
  // The portal comes first.
  if (kind === 'bind') return { kind, statement: second, sql: '', bytes };
  return other(bytes);
}
