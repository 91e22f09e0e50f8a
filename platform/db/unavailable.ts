import { QueryFailedError, QueryRunnerAlreadyReleasedError } from 'typeorm';

/**
 * SQLSTATE classes and codes after which the same request can succeed a moment later (PostgreSQL manual, appendix A):
 * lost connections, a server that goes down or has no room, waits that were cut off, and victims of a deadlock.
 */
const TRANSIENT_CLASSES = ['08', '53', '57P'];
const TRANSIENT_CODES = new Set(['40001', '40P01', '55P03', '57014', '25P03']);
/** Codes of Node for connections that end. */
const CONNECTION_CODES = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND']);
/** The driver has no code for these. */
const CONNECTION_MESSAGE =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/;

/** Whether the database failed, as opposed to having refused what it was told. */
export function isUnavailable(error: unknown): boolean {
  // TypeORM takes the runner away when its connection breaks; nobody else does while the work is in progress.
  if (error instanceof QueryRunnerAlreadyReleasedError) return true;
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  if (typeof cause !== 'object' || cause === null) return false;
  if ('message' in cause && CONNECTION_MESSAGE.test(String(cause.message))) return true;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  return (
    CONNECTION_CODES.has(code) || TRANSIENT_CODES.has(code) || TRANSIENT_CLASSES.some((start) => code.startsWith(start))
  );
}
