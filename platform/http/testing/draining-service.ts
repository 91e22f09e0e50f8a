import { systemClock } from '#platform/clock';
import { createLogger } from '#platform/logging';
import { runService } from '../run-service.ts';
import { createHttpServer } from '../server.ts';

/**
 * A process under `runService` for tests of its end. Says `{"msg":"listening",…}`, then serves `/slow`, which answers when
 * `/release` was called, and `/crash`, which breaks outside every request.
 * `FAIL` in the arguments makes the start fail.
 */
const logger = createLogger({ service: 'draining', level: 'info' });
const released = Promise.withResolvers<undefined>();

await runService({
  logger,
  host: '127.0.0.1',
  port: 0,
  start: async () => {
    if (process.argv.includes('FAIL')) throw new Error('the database is unreachable');
    const server = createHttpServer({ logger, dependencies: {} });
    server.get('/slow', async () => {
      logger.info('in flight');
      await released.promise;
      return { answeredAt: systemClock.now() };
    });
    server.get('/crash', (_request, reply) => {
      setImmediate(() => {
        throw new Error('outside every request');
      });
      void reply.send({});
    });
    server.get('/reject', (_request, reply) => {
      void Promise.reject(new Error('handled by nobody'));
      void reply.send({});
    });
    process.on('SIGUSR2', () => {
      released.resolve(undefined);
    });
    return {
      server,
      resources: [
        { close: () => logger.info('closed the first') },
        { close: async () => logger.info('closed the second') },
      ],
    };
  },
});
