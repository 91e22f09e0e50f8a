import { pino, stdTimeFunctions } from 'pino';
import { standardOutput } from './line-output.ts';
import type { DestinationStream, Logger as PinoLogger, LoggerOptions as PinoOptions } from 'pino';

export type Logger = PinoLogger;

/** Names that never reach a log line, at the top level and two levels down (second layer behind careful call sites). */
const SECRET_NAMES = [
  'password',
  'passphrase',
  'secret',
  'secretKey',
  'token',
  'tokenHash',
  'accessToken',
  'refreshToken',
  'idToken',
  'contextToken',
  'enrolmentToken',
  'authorization',
  'cookie',
  'code',
  'codeHash',
  'totpSecret',
  'ticket',
  'uploadUrl',
  'downloadUrl',
  'email',
] as const;

const COMMON: PinoOptions = {
  formatters: { level: (label) => ({ level: label }) },
  redact: { paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
};

export interface LoggerOptions {
  /** Name of the process, such as `vault`. */
  readonly service: string;
  readonly level: string;
  /** Where lines go; standard output unless told otherwise. */
  readonly destination?: DestinationStream;
}

/**
 * A structured JSON logger with redaction of secret-bearing names. A standard output that nobody reads stops nobody: lines that do
 * not fit are dropped, and their number is logged when there is room again.
 */
export function createLogger({ service, level, destination }: LoggerOptions): Logger {
  const options: PinoOptions = { ...COMMON, level, base: { service }, timestamp: stdTimeFunctions.isoTime };
  if (destination !== undefined) return pino(options, destination);
  const output = standardOutput();
  const logger = pino(options, {
    write: (line) => {
      output.write(line);
    },
  });
  output.onRecovery((dropped) => {
    logger.warn({ dropped }, 'the standard output was not read; log lines were dropped');
  });
  return logger;
}

/** A logger that says nothing. For tests of code that logs. */
export const silentLogger: Logger = pino({ level: 'silent' });

/** One line that is not a message of the running program, such as an entry of a record that is forwarded. */
export interface FormattedLine {
  readonly level: 'info' | 'warn';
  /** ISO 8601. */
  readonly time: string;
  readonly msg: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Formats lines as the logger writes them, with its redaction, and hands them back with their line end. */
export function createLineFormatter(base: Readonly<Record<string, unknown>>): (line: FormattedLine) => string {
  let formatted = '';
  const logger = pino(
    { ...COMMON, level: 'info', base: { ...base }, timestamp: false },
    {
      write: (line) => {
        formatted = line;
      },
    },
  );
  return ({ level, time, msg, fields }) => {
    logger[level]({ time, ...fields }, msg);
    return formatted;
  };
}
