import { connect } from 'node:net';
import type { Attack } from './attack.ts';

export interface AttackAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** Code of the refusal, wherever the answer has it. */
  readonly code: string | undefined;
}

/**
 * Sends an attack as it is, on a connection of its own.
 * @param options.authorization of the attacker
 * @param options.from address of this machine to come from
 */
export async function sendAttack(
  port: number,
  attack: Attack,
  options: {
    readonly authorization?: string | undefined;
    readonly from?: string;
    readonly more?: readonly string[];
  } = {},
): Promise<AttackAnswer> {
  const socket = connect({
    port,
    host: '127.0.0.1',
    ...(options.from === undefined ? {} : { localAddress: options.from }),
  });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  // What is refused before all of it was sent ends with a reset; the answer has come by then.
  socket.on('error', () => undefined);
  socket.write(bytesOf(attack, options));
  await new Promise((resolve) => socket.once('close', resolve));
  return readAnswer(Buffer.concat(chunks));
}

function bytesOf(
  attack: Attack,
  { authorization, more = [] }: { readonly authorization?: string | undefined; readonly more?: readonly string[] },
): Buffer {
  if (attack.raw !== undefined) return Buffer.from(attack.raw);
  const body = Buffer.from(attack.body ?? '');
  const lines = [
    `${attack.method} ${attack.path} HTTP/1.1`,
    'host: localhost',
    'connection: close',
    ...attack.headers,
    ...more,
    ...(authorization === undefined ? [] : [`authorization: ${authorization}`]),
    ...(attack.body === undefined ? [] : [`content-length: ${String(body.length)}`]),
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body]);
}

function readAnswer(bytes: Buffer): AttackAnswer {
  const text = bytes.toString();
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, Math.max(end, 0)).split('\r\n');
  const headers = new Map(
    lines.map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const body = text.slice(end + 4);
  return {
    status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1] ?? 0),
    headers,
    body,
    code: /"code":"([A-Z_]+)"/.exec(body)?.[1],
  };
}
