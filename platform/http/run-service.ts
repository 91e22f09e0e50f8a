import type { FastifyInstance } from 'fastify';
import type { Logger } from '#platform/logging';

/** How long in-flight requests may take after the signal before the process ends anyway. */
const DRAIN_TIMEOUT_MS = 10_000;

export interface RunningService {
  readonly server: FastifyInstance;
  /** Closed after the server has drained, in this order. */
  readonly resources: readonly { close(): Promise<void> | void }[];
}

/**
 * Runs one service until SIGTERM or SIGINT: stop accepting, drain what is in flight, close pools, exit 0.
 * A start-up failure, an uncaught exception or an unhandled rejection is logged as fatal and ends the process with 1.
 */
export async function runService(options: {
  readonly logger: Logger;
  readonly host: string;
  readonly port: number;
  readonly start: () => Promise<RunningService>;
}): Promise<void> {
  const { logger } = options;
  const fail = (error: unknown, what: string): void => {
    logger.fatal({ err: error }, what);
    process.exitCode = 1;
    setImmediate(() => process.exit(1));
  };
  process.once('uncaughtException', (error) => {
    fail(error, 'uncaught exception');
  });
  process.once('unhandledRejection', (error) => {
    fail(error, 'unhandled rejection');
  });
  try {
    const service = await options.start();
    await service.server.listen({ host: options.host, port: options.port });
    logger.info({ addresses: service.server.addresses() }, 'listening');
    let stopping = false;
    const stop = (signal: string): void => {
      if (stopping) return;
      stopping = true;
      void shutDown(service, logger, signal);
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  } catch (error) {
    fail(error, 'could not start');
  }
}

async function shutDown(service: RunningService, logger: Logger, signal: string): Promise<void> {
  logger.info({ signal }, 'stopping');
  const deadline = setTimeout(() => {
    logger.error('requests were still in flight at the end of the drain time');
    process.exit(1);
  }, DRAIN_TIMEOUT_MS);
  deadline.unref();
  try {
    await service.server.close();
    for (const resource of service.resources) await resource.close();
    process.exit(0);
  } catch (error) {
    logger.error({ err: error }, 'could not stop cleanly');
    process.exit(1);
  }
}
