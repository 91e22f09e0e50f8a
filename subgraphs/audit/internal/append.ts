import { parseInput } from '#platform/errors';
import { appendRequestSchema } from '#platform/audit';
import { parseJsonBody } from '#platform/http';
import type { FastifyInstance } from 'fastify';
import type { Sequencer } from '../log/sequencer.ts';

/** A batch of 64 events with details of 4 KiB each, and room for the rest. */
const BODY_LIMIT_BYTES = 512 * 1024;

/** Services whose changes are recorded. */
const WRITERS = ['identity', 'vault', 'case', 'incident'];

/**
 * `POST /internal/append`: appends events and answers with an index and a proof for each, once they are durable. The
 * service is the one whose signature the request carries; an event cannot name another.
 */
export function registerAppendRoute(server: FastifyInstance, sequencer: Sequencer): void {
  server.post('/internal/append', { bodyLimit: BODY_LIMIT_BYTES, config: { callers: WRITERS } }, async (request) => {
    const { events } = parseInput(appendRequestSchema, parseJsonBody(request.body), '');
    const receipts = await Promise.all(
      events.map((event) => sequencer.append({ event, service: request.callerService })),
    );
    return { receipts };
  });
}
