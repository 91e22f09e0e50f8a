import { connect } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { AppError } from '#platform/errors';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { Scanner } from '../domain/ports.ts';

/** Without a byte to or from the daemon for this long there is no answer. */
const IDLE_TIMEOUT_MS = 60_000;
const MAX_ANSWER_BYTES = 4_096;

export interface ClamavAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Scans with a ClamAV daemon over its INSTREAM command (clamd(8)): chunks, each led by its length in four bytes, then a
 * length of zero. The daemon must run with `AlertExceedsMax yes` and limits above ours, or it calls clean what it did not
 * look at. Every answer but the exact words for clean is not clean.
 */
export function createClamavScanner(address: ClamavAddress): Scanner<Readable> {
  return {
    scan: async (open) => {
      const content = await open();
      try {
        if ((await ask(address, 'zINSTREAM\0', framed(content))) === 'stream: OK') return 'clean';
        throw new AppError('UPLOAD_NOT_CLEAN', { cause: new Error('the scanner did not call it clean') });
      } finally {
        content.destroy();
      }
    },
    check: async () => {
      if ((await ask(address, 'zPING\0', [])) !== 'PONG') throw new AppError('SERVICE_UNAVAILABLE');
    },
  };
}

async function* framed(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of content) {
    // A length of zero would end the stream.
    if (piece.length === 0) continue;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(piece.length);
    yield length;
    yield piece;
  }
  yield Buffer.alloc(4);
}

/** @throws AppError SERVICE_UNAVAILABLE when no whole answer came; an error of `body` that is one of ours is passed on */
async function ask(
  { host, port }: ClamavAddress,
  command: string,
  body: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<string> {
  const socket = connect({ host, port });
  socket.setTimeout(IDLE_TIMEOUT_MS, () => {
    socket.destroy(new Error('the scanner does not answer'));
  });
  const [sent, answered] = await Promise.allSettled([
    // Not ended, so that the daemon never takes the end for a client that hung up.
    pipeline(withCommand(command, body), socket, { end: false }).catch((error: unknown) => {
      // Without the whole content there is no answer to wait for.
      socket.destroy();
      throw error;
    }),
    readAnswer(socket),
  ]);
  socket.destroy();
  if (sent.status === 'rejected' && sent.reason instanceof AppError) throw sent.reason;
  if (answered.status === 'rejected') throw new AppError('SERVICE_UNAVAILABLE', { cause: answered.reason });
  return answered.value;
}

async function* withCommand(
  command: string,
  body: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(command, 'latin1');
  yield* body;
}

/** Answers end with a NUL, as the command did. */
async function readAnswer(socket: Socket): Promise<string> {
  let answer = Buffer.alloc(0);
  for await (const piece of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    answer = Buffer.concat([answer, piece]);
    const end = answer.indexOf(0);
    if (end !== -1) return answer.toString('latin1', 0, end);
    if (answer.length > MAX_ANSWER_BYTES) throw new Error('the scanner says too much');
  }
  throw new Error('the scanner hung up');
}
