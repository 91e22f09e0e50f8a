import { LRUCache } from 'lru-cache';
import { leafHash, openCheckpoint, verifyInclusion, verifyProofWith } from '#platform/tlog';
import { commitToDetail } from './detail-commitment.ts';
import type { Checkpoint, NoteVerifier } from '#platform/tlog';
import type { AppendReceipt, AuditEvent, AuditExcerpt } from './event.ts';

/** Checkpoints of which it is remembered that their signature holds. One covers a whole batch, so a few are enough. */
const MAX_REMEMBERED = 32;

/**
 * Holds a receipt against the log's key and against the event it is for: the leaf is in the log under a signed checkpoint,
 * and says what the event said. A proof of some other leaf proves nothing about this event.
 * @returns the size of the tree of that checkpoint
 * @throws Error or TlogError that says what does not fit
 */
export type VerifyReceipt = (event: AuditEvent, receipt: AppendReceipt) => { readonly size: number };

export function createReceiptVerifier(log: NoteVerifier): VerifyReceipt {
  // By all bytes of the note, signatures included: what is remembered is this note, not this size.
  const believed = new LRUCache<string, Checkpoint>({ max: MAX_REMEMBERED });
  const believe = (note: Uint8Array): Checkpoint => {
    const key = Buffer.from(note).toString('latin1');
    const known = believed.get(key);
    if (known !== undefined) return known;
    const checkpoint = openCheckpoint({ note, verifiers: [log], origin: log.name });
    believed.set(key, checkpoint);
    return checkpoint;
  };
  return (event, receipt) => {
    const file = { file: Buffer.from(receipt.proof), leaf: Buffer.from(receipt.leaf) };
    const { index, size } = verifyProofWith(file, believe);
    verifyLeaf(event, receipt, index);
    return { size };
  };
}

function verifyLeaf(event: AuditEvent, receipt: AppendReceipt, index: number): void {
  if (index !== receipt.index) throw new Error('the proof is for another index');
  if (receipt.eventId !== event.eventId) throw new Error('the receipt is for another event');
  const said = JSON.parse(receipt.leaf) as Record<string, unknown>;
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
