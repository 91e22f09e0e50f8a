import { consistencyRequestSchema } from '#platform/audit';
import { AppError, parseInput } from '#platform/errors';
import { parseJsonBody } from '#platform/http';
import { TlogError, consistencyProof, openCheckpoint } from '#platform/tlog';
import { HistoryConflict, ahead, requireSameHistory } from '../anchor/same-history.ts';
import { WRITER_NAMES } from '../log/writers.ts';
import type { FastifyInstance } from 'fastify';
import type { ConsistencyAnswer } from '#platform/audit';
import type { Checkpoint, NoteVerifier, ReadNodes } from '#platform/tlog';
import type { HistoryGuard } from '../anchor/history-guard.ts';
import type { KnownState } from '../anchor/same-history.ts';
import type { Sequencer } from '../log/sequencer.ts';

/** A checkpoint, in JSON. */
const BODY_LIMIT_BYTES = 131_072;

export interface ConsistencyDeps {
  readonly sequencer: Sequencer;
  readonly log: NoteVerifier;
  readonly readNodes: ReadNodes;
  /** The committed head, past what this process has in memory. */
  readonly readHead: () => Promise<KnownState>;
  readonly guard: HistoryGuard;
}

/**
 * `POST /internal/consistency`: shows a service that the log has grown out of a checkpoint it holds. One that is signed by this log
 * and is not in it convicts the log, whoever presents it: it is answered, for the service to see for itself, and then no more.
 */
export function registerConsistencyRoute(server: FastifyInstance, deps: ConsistencyDeps): void {
  const options = { bodyLimit: BODY_LIMIT_BYTES, config: { callers: WRITER_NAMES } };
  server.post('/internal/consistency', options, async (request) => {
    const { checkpoint } = parseInput(consistencyRequestSchema, parseJsonBody(request.body), '');
    const known = openOwn(checkpoint, deps.log);
    // What stands by knows what was kept for it, which may be less than what was signed.
    if (!deps.sequencer.isWriter()) throw new AppError('AUDIT_STANDBY');
    return answer(deps, known, `a receipt of ${request.callerService}`);
  });
}

async function answer(deps: ConsistencyDeps, known: KnownState, whose: string): Promise<ConsistencyAnswer> {
  const { size, root, note } = deps.sequencer.checkpoint();
  const own = { checkpoint: note.toString('utf8') };
  if (known.size > size) {
    // A process that was stopped for a while is behind what is committed; that is not the log's fault.
    if ((await deps.readHead()).size >= known.size) throw new AppError('AUDIT_UNAVAILABLE');
    deps.guard.refuse(ahead(whose, known.size, size));
    return { ...own, proof: [] };
  }
  const proof = await consistencyProof({ oldSize: known.size, newSize: size }, deps.readNodes);
  try {
    await requireSameHistory({ size, root }, known, whose, deps.readNodes);
  } catch (error) {
    if (!(error instanceof HistoryConflict)) throw error;
    deps.guard.refuse(error);
  }
  return { ...own, proof: proof.map((hash) => hash.toString('base64')) };
}

/** @throws AppError BAD_USER_INPUT for what this log has not signed */
function openOwn(note: string, log: NoteVerifier): Checkpoint {
  try {
    return openCheckpoint({ note: Buffer.from(note), verifiers: [log], origin: log.name });
  } catch (cause) {
    if (cause instanceof TlogError) throw new AppError('BAD_USER_INPUT', { cause });
    throw cause;
  }
}
