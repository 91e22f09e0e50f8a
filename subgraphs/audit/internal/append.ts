import { AppError, parseInput } from '#platform/errors';
import { actionProblem, appendRequestSchema } from '#platform/audit';
import { parseJsonBody } from '#platform/http';
import { WRITER_NAMES, requireWriter } from '../log/writers.ts';
import type { FastifyInstance } from 'fastify';
import type { AuditEvent } from '#platform/audit';
import type { Sequencer } from '../log/sequencer.ts';

/** A batch of 64 events with details of 4 KiB each, and room for the rest. */
const BODY_LIMIT_BYTES = 512 * 1024;

/**
 * `POST /internal/append`: appends events and answers with an index and a proof for each, once they are durable. The
 * service is the one whose signature the request carries; an event cannot name another, and a service has its own area.
 */
export function registerAppendRoute(server: FastifyInstance, sequencer: Sequencer): void {
  const options = { bodyLimit: BODY_LIMIT_BYTES, config: { callers: WRITER_NAMES } };
  server.post('/internal/append', options, async (request) => {
    const { events } = parseInput(appendRequestSchema, parseJsonBody(request.body), '');
    // All of them before the first is appended.
    for (const event of events) {
      requireWriter(request.callerService, event);
      requireForm(event);
    }
    const receipts = await Promise.all(
      events.map((event) => sequencer.append({ event, service: request.callerService })),
    );
    return { receipts };
  });
}

/** @throws AppError BAD_USER_INPUT for what the registry does not know the action to be */
function requireForm(event: AuditEvent): void {
  const problem = event.kind === 'OUTCOME' ? undefined : actionProblem(event);
  if (problem !== undefined) throw new AppError('BAD_USER_INPUT', { cause: new Error(problem) });
}
