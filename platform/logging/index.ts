export { standardOutput } from './line-output.ts';
export type { LineOutput } from './line-output.ts';
export { createLineFormatter, createLogger, silentLogger } from './logger.ts';
export type { FormattedLine, Logger, LoggerOptions } from './logger.ts';
