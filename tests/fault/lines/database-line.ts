import { connect, createServer } from 'node:net';
import { createMessageReader } from './frontend-messages.ts';
import { createTrapPlace } from './trap.ts';
import type { AddressInfo, Socket } from 'node:net';
import type { FrontendMessage } from './frontend-messages.ts';
import type { TrapPlace } from './trap.ts';

/** Places between a service that audits its changes and its database. */
export const CHANGE_POINTS = ['before the receipt', 'before COMMIT', 'after COMMIT'] as const;
/** Places between the writer of the log and its database. */
export const BATCH_POINTS = ['before a batch', 'after a batch'] as const;
export type DatabasePoint = (typeof CHANGE_POINTS)[number] | (typeof BATCH_POINTS)[number];

const RECEIPT = /INSERT INTO audit_receipt\b.*'COMMITTED'/is;
const BATCH = /INSERT INTO (audit\.)?audit_entry\b/i;

/** The line between one process and PostgreSQL. */
export interface DatabaseLine {
  readonly port: number;
  readonly traps: TrapPlace<DatabasePoint>;
  connectTo(port: number): void;
  /** Drops every connection. @returns how many there were */
  cut(): number;
  close(): Promise<void>;
}

export async function openDatabaseLine(): Promise<DatabaseLine> {
  let target = 0;
  const traps = createTrapPlace<DatabasePoint>();
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const database = connect(target, '127.0.0.1');
    join(client, database, traps);
    for (const socket of [client, database]) {
      open.add(socket);
      socket.on('close', () => open.delete(socket));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): number => {
    const count = open.size / 2;
    for (const socket of open) socket.destroy();
    return count;
  };
  return {
    port: (server.address() as AddressInfo).port,
    traps,
    connectTo: (port) => {
      target = port;
    },
    cut,
    close: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function join(client: Socket, database: Socket, traps: TrapPlace<DatabasePoint>): void {
  const end = (): void => {
    client.destroy();
    database.destroy();
  };
  for (const socket of [client, database]) socket.setNoDelay(true).on('error', end).on('close', end);
  const read = createMessageReader();
  const pointsOf = createPoints();
  /** The point that the next answer stands for. */
  let awaited: DatabasePoint | undefined;
  let requests = Promise.resolve();
  let answers = Promise.resolve();
  const request = async (message: FrontendMessage): Promise<void> => {
    const { before, after } = pointsOf(message);
    if (before !== undefined && (await traps.reached(before)) === 'cut') return end();
    awaited = after ?? awaited;
    database.write(message.bytes);
    return undefined;
  };
  const answer = async (bytes: Buffer): Promise<void> => {
    const point = awaited;
    awaited = undefined;
    if (point !== undefined && (await traps.reached(point)) === 'cut') return end();
    client.write(bytes);
    return undefined;
  };
  client.on('data', (bytes: Buffer) => {
    for (const message of read(bytes)) requests = requests.then(() => request(message)).catch(end);
  });
  database.on('data', (bytes: Buffer) => {
    answers = answers.then(() => answer(bytes)).catch(end);
  });
}

interface Points {
  readonly before?: DatabasePoint;
  readonly after?: DatabasePoint;
}

/** Which points a message stands for. Names of prepared statements are those of one connection, and so is the transaction. */
function createPoints(): (message: FrontendMessage) => Points {
  const receipts = new Set<string>();
  const batches = new Set<string>();
  let isAudited = false;
  return ({ kind, statement, sql }) => {
    if (kind === 'parse') {
      if (RECEIPT.test(sql)) receipts.add(statement);
      if (BATCH.test(sql)) batches.add(statement);
    } else if (kind === 'bind' && receipts.has(statement)) {
      isAudited = true;
      return { before: 'before the receipt' };
    } else if (kind === 'bind' && batches.has(statement)) {
      return { before: 'before a batch', after: 'after a batch' };
    } else if (kind === 'query') {
      const isCommit = isAudited && sql === 'COMMIT';
      isAudited = false;
      if (isCommit) return { before: 'before COMMIT', after: 'after COMMIT' };
    }
    return {};
  };
}
