import { leafHash, openCheckpoint, verifyInclusion, verifyProofFile } from '#platform/tlog';
import { commitToDetail } from './detail-commitment.ts';
import type { NoteVerifier } from '#platform/tlog';
import type { AppendReceipt, AuditEvent, AuditExcerpt } from './event.ts';

/**
 * Holds a receipt against the log's key and against the event it is for: the leaf is in the log under a signed checkpoint,
 * and says what the event said. A proof of some other leaf proves nothing about this event.
 * @throws Error or TlogError that says what does not fit
 */
export function verifyReceipt(event: AuditEvent, receipt: AppendReceipt, log: NoteVerifier): void {
  const { leaf, proof } = receipt;
  const { index } = verifyProofFile({
    file: Buffer.from(proof),
    leaf: Buffer.from(leaf),
    verifiers: [log],
    origin: log.name,
  });
  if (index !== receipt.index) throw new Error('the proof is for another index');
  if (receipt.eventId !== event.eventId) throw new Error('the receipt is for another event');
  const said = JSON.parse(leaf) as Record<string, unknown>;
  for (const [name, value] of Object.entries(whatTheLeafSays(event, receipt.salt))) {
    if (said[name] !== value) throw new Error(`the leaf has another ${name}`);
  }
  for (const [name, id] of Object.entries(whoseReferenceIsInTheLeaf(event))) {
    if (isPresent(said[name]) !== isPresent(id)) throw new Error(`the leaf has another ${name}`);
  }
}

/** Members of the leaf that follow from the event alone. */
function whatTheLeafSays(event: AuditEvent, salt: string): Record<string, string | null> {
  const common = { type: event.kind, event_id: event.eventId, request_id: event.requestId };
  if (event.kind === 'OUTCOME')
    return { ...common, intent_id: event.intentId, outcome: event.outcome, detail_commit: null };
  return {
    ...common,
    intent_id: event.kind === 'PREPARED' ? event.intentId : null,
    outcome: event.kind === 'PREPARED' ? 'ATTEMPTED' : event.outcome,
    action: event.action,
    actor_type: event.actor.type,
    actor_role: event.actor.role,
    target_type: event.target.type,
    tier: event.tier,
    detail_commit: commitToDetail(event.detail, Buffer.from(salt, 'base64')).toString('hex'),
  };
}

/** References are the log's own pseudonyms; whether there is one follows from the event. */
function whoseReferenceIsInTheLeaf(event: AuditEvent): Record<string, string | null> {
  if (event.kind === 'OUTCOME') return {};
  const { principalId, onBehalfOfPrincipalId, grantId } = event.actor;
  return { actor_ref: principalId, on_behalf_of_ref: onBehalfOfPrincipalId, grant_ref: grantId };
}

/** A leaf of the first form has no member for on whose behalf; that says the same as null. */
function isPresent(value: unknown): boolean {
  return value !== null && value !== undefined;
}

/** @throws Error or TlogError unless every entry is in the log of the signed checkpoint */
export function verifyExcerpt({ checkpoint, entries }: AuditExcerpt, log: NoteVerifier): void {
  const { size, root } = openCheckpoint({ note: Buffer.from(checkpoint), verifiers: [log], origin: log.name });
  for (const { index, leaf, proof } of entries) {
    const hashes = proof.map((hash) => Buffer.from(hash, 'base64'));
    if (!verifyInclusion({ index, size, leafHash: leafHash(Buffer.from(leaf)), proof: hashes, root })) {
      throw new Error(`entry ${String(index)} of the excerpt is not in the log`);
    }
  }
}
