import { AppError } from '#platform/errors';
import type { FastifyReply } from 'fastify';

/** Files that one person may send and fetch at the same time; as many as a browser opens connections, and a few. */
export const MAX_TRANSFERS_PER_PERSON = 8;
/** Calls for files to one service at a time, over all people. */
export const TRANSFER_CONNECTIONS = 128;

/** When it is worth trying again; nobody knows when one of the transfers is over. */
const RETRY_AFTER_SECONDS = 5;

export interface TransferPlaces {
  /**
   * Takes a place until the exchange is over, however it ends.
   * @param person whose place; a principal, or an address for nobody in particular
   * @throws AppError RATE_LIMITED when this person holds too many
   */
  take(person: string, reply: FastifyReply): void;
}

/**
 * Attack: somebody with one upload link opens a hundred connections and sends a byte now and then; each holds a connection to
 * the vault for minutes, and everybody else waits. Rule: a person holds a few places, and files have connections apart from
 * those of the graph.
 */
export function createTransferPlaces(max: number = MAX_TRANSFERS_PER_PERSON): TransferPlaces {
  const taken = new Map<string, number>();
  return {
    take(person, reply) {
      const held = taken.get(person) ?? 0;
      // A connection that is gone would never give its place back.
      if (held >= max || reply.raw.closed) {
        reply.header('retry-after', String(RETRY_AFTER_SECONDS));
        const facts = { retryAfterSeconds: RETRY_AFTER_SECONDS };
        throw new AppError('RATE_LIMITED', { detail: 'Too many files are on their way at once.', facts });
      }
      taken.set(person, held + 1);
      reply.raw.once('close', () => {
        const left = (taken.get(person) ?? 1) - 1;
        if (left === 0) taken.delete(person);
        else taken.set(person, left);
      });
    },
  };
}
