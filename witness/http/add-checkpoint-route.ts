import { epochSeconds } from '#platform/clock';
import { signNote } from '#platform/tlog';
import { judge } from '../protocol/judge.ts';
import { readSignedCheckpoint } from '../protocol/read-checkpoint.ts';
import { readAddCheckpoint } from '../protocol/read-request.ts';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Clock } from '#platform/clock';
import type { Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { Cosigner, NoteVerifier } from '#platform/tlog';
import type { Decision, WitnessStore } from '../persistence/witness-store.ts';
import type { StatedCheckpoint } from '../protocol/read-checkpoint.ts';

/** 63 proof lines and a checkpoint with 16 signatures of the largest kind there is (ML-DSA-44) stay below. */
const BODY_LIMIT_BYTES = 131_072;

export interface AddCheckpointDeps {
  readonly store: WitnessStore;
  readonly cosigner: Cosigner;
  /** Keys of each witnessed log. */
  readonly keysByOrigin: ReadonlyMap<string, readonly NoteVerifier[]>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Statuses of C2SP tlog-witness, by what was found. */
const REFUSALS = {
  malformed_request: [400, 'not an add-checkpoint request'],
  malformed: [400, 'not a checkpoint'],
  unknown_origin: [404, 'not a log that is witnessed here'],
  not_signed_by_the_log: [403, 'not signed by the log'],
  sizes_out_of_order: [400, 'the old size is above that of the checkpoint'],
  inconsistent: [422, 'not consistent with what was cosigned'],
} as const;

/**
 * `POST /add-checkpoint` (C2SP tlog-witness). There is no authentication beyond the log's signature on its checkpoint: whoever
 * submits one of a known log can only bring the witness forward to what the log has signed.
 */
export function registerAddCheckpointRoute(server: FastifyInstance, deps: AddCheckpointDeps): void {
  const outcomes = deps.metrics.counter(
    'lifeready_witness_requests_total',
    'Checkpoints submitted, by what became of them.',
    ['outcome'],
  );
  const refuse = (reply: FastifyReply, reason: keyof typeof REFUSALS): FastifyReply => {
    const [status, message] = REFUSALS[reason];
    outcomes.add({ outcome: reason });
    return reply.code(status).type('text/plain; charset=utf-8').send(`${message}\n`);
  };
  // Clients name any type or none.
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  server.post('/add-checkpoint', { bodyLimit: BODY_LIMIT_BYTES }, async ({ body }, reply) => {
    const request = Buffer.isBuffer(body) ? readAddCheckpoint(body) : undefined;
    if (request === undefined) return refuse(reply, 'malformed_request');
    const reading = readSignedCheckpoint(request.note, deps.keysByOrigin);
    if (reading.kind !== 'checkpoint') return refuse(reply, reading.kind);
    const { checkpoint } = reading;
    const decision = await deps.store.decide(
      { checkpoint, note: request.note, nowSeconds: epochSeconds(deps.clock) },
      (recorded) => judge(recorded, request, checkpoint),
    );
    const { verdict, recordedSize } = decision;
    if (verdict === 'inconsistent') reportContradiction(deps.logger, checkpoint, recordedSize);
    if (verdict === 'inconsistent' || verdict === 'sizes_out_of_order') return refuse(reply, verdict);
    outcomes.add({ outcome: verdict });
    if (verdict === 'other_size_recorded')
      return reply
        .code(409)
        .type('text/x.tlog.size')
        .send(`${String(recordedSize)}\n`);
    // Durable from here. A crash before the answer loses a signature, not the checkpoint: who asks again gets another.
    return reply.type('text/plain; charset=utf-8').send(cosignatureLines(deps.cosigner, checkpoint, decision));
  });
}

function cosignatureLines(cosigner: Cosigner, { text }: StatedCheckpoint, { atSeconds }: Decision): string {
  return signNote(text, cosigner.at(atSeconds))
    .toString('utf8')
    .slice(text.length + 1);
}

function reportContradiction(logger: Logger, { origin, size, root }: StatedCheckpoint, recordedSize: number): void {
  const stated = { size, root: root.toString('base64') };
  logger.error(
    { origin, recordedSize, stated },
    'a log signed a checkpoint that does not follow from what was cosigned',
  );
}
