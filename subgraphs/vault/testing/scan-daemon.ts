import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { ClamavAddress } from '../scan/clamav.ts';

/** Speaks as much of ClamAV's protocol as a scan needs, and finds what it is told to find. */
export interface ScanDaemon {
  readonly address: ClamavAddress;
  /** What it was shown, one after the other. */
  readonly scanned: Buffer[];
  /** What it answers to every command, with the NUL that ends it. */
  answer: string;
  /** Safe to repeat. */
  close(): Promise<void>;
}

export async function startScanDaemon(answer: string): Promise<ScanDaemon> {
  const scanned: Buffer[] = [];
  const server = createServer((socket: Socket) => {
    let received: Buffer = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (piece) => {
      received = Buffer.concat([received, piece]);
      const content = contentOf(received);
      if (content !== undefined) scanned.push(content);
      if (content !== undefined || received.equals(Buffer.from('zPING\0'))) socket.end(daemon.answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const daemon: ScanDaemon = {
    address: { host: '127.0.0.1', port },
    scanned,
    answer,
    close: async () => {
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return daemon;
}

/** What an INSTREAM command carries, once it has ended. */
function contentOf(received: Buffer): Buffer | undefined {
  const command = Buffer.from('zINSTREAM\0');
  if (!received.subarray(0, command.length).equals(command)) return undefined;
  const pieces: Buffer[] = [];
  for (let at = command.length; at + 4 <= received.length;) {
    const length = received.readUInt32BE(at);
    if (length === 0) return Buffer.concat(pieces);
    pieces.push(received.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return undefined;
}
