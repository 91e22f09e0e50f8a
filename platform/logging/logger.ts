import { pino, stdTimeFunctions } from 'pino';
import type { DestinationStream, Logger as PinoLogger } from 'pino';

export type Logger = PinoLogger;

/** Names that never reach a log line, at the top level and one level down (second layer behind careful call sites). */
const SECRET_NAMES = [
  'password',
  'passphrase',
  'secret',
  'secretKey',
  'token',
  'accessToken',
  'refreshToken',
  'idToken',
  'contextToken',
  'authorization',
  'cookie',
  'code',
  'totpSecret',
  'ticket',
  'uploadUrl',
  'downloadUrl',
  'email',
] as const;

export interface LoggerOptions {
  /** Name of the process, such as `vault`. */
  readonly service: string;
  readonly level: string;
  /** Where lines go; standard output unless told otherwise. */
  readonly destination?: DestinationStream;
}

/** A structured JSON logger with redaction of secret-bearing names. */
export function createLogger({ service, level, destination }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: { service },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
    },
    ...(destination === undefined ? [] : [destination]),
  );
}

/** A logger that says nothing. For tests of code that logs. */
export const silentLogger: Logger = pino({ level: 'silent' });
