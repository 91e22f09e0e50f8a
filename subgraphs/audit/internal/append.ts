import { AppError, asAppError, parseInput } from '#platform/errors';
import { actionProblem, appendEachRequestSchema, appendRequestSchema, auditEventSchema } from '#platform/audit';
import { parseJsonBody } from '#platform/http';
import { WRITER_NAMES, requireWriter } from '../log/writers.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AppendReceipt, AuditEvent } from '#platform/audit';
import type { AppendResult, Sequencer } from '../log/sequencer.ts';

/** A batch of 64 events with details of 4 KiB each, and room for the rest. */
const BODY_LIMIT_BYTES = 512 * 1024;

/** What the route says about one event of several. */
type Answer = { readonly receipt: AppendReceipt } | { readonly code: string };

/**
 * `POST /internal/append`: appends events and answers with an index and a proof for each, once they are durable. The
 * service is the one whose signature the request carries; an event cannot name another, and a service has its own area.
 * With `answers: 'each'` every event has an answer of its own, a receipt or a code; without, one that is refused fails the request.
 */
export function registerAppendRoute(server: FastifyInstance, sequencer: Sequencer): void {
  const options = { bodyLimit: BODY_LIMIT_BYTES, config: { callers: WRITER_NAMES } };
  server.post('/internal/append', options, async (request) => {
    const body = parseJsonBody(request.body);
    const wantsEach = typeof body === 'object' && body !== null && 'answers' in body;
    return wantsEach
      ? { results: await appendEach(sequencer, request, body) }
      : { receipts: await appendTogether(sequencer, request.callerService, body) };
  });
}

async function appendTogether(sequencer: Sequencer, service: string, body: unknown): Promise<AppendReceipt[]> {
  const { events } = parseInput(appendRequestSchema, body, '');
  // All of them before the first is appended.
  for (const event of events) {
    requireWriter(service, event);
    requireForm(event);
  }
  return (await sequencer.appendEach({ events, service })).map((result) => {
    if ('error' in result) throw result.error;
    return result.receipt;
  });
}

async function appendEach(sequencer: Sequencer, request: FastifyRequest, body: unknown): Promise<Answer[]> {
  const sent = parseInput(appendEachRequestSchema, body, '').events.map(readEvent);
  const events = sent.flatMap((event) => (event instanceof AppError ? [] : [event]));
  const appended = events.length === 0 ? [] : await sequencer.appendEach({ events, service: request.callerService });
  const results = appended.values();
  return sent.map((event) => {
    const result: AppendResult = event instanceof AppError ? { error: event } : (results.next().value as AppendResult);
    if ('receipt' in result) return result;
    const { code, fields, cause } = result.error;
    const reason = cause instanceof Error ? cause.message : undefined;
    request.log.warn({ code, reason, fields: Object.keys(fields ?? {}) }, 'an event was refused');
    return { code };
  });
}

/** @returns the error instead of an event that is none */
function readEvent(sent: unknown): AuditEvent | AppError {
  try {
    const event = parseInput(auditEventSchema, sent, '');
    requireForm(event);
    return event;
  } catch (error) {
    return asAppError(error);
  }
}

/** @throws AppError BAD_USER_INPUT for what the registry does not know the action to be */
function requireForm(event: AuditEvent): void {
  const problem = event.kind === 'OUTCOME' ? undefined : actionProblem(event);
  if (problem !== undefined) throw new AppError('BAD_USER_INPUT', { cause: new Error(problem) });
}
