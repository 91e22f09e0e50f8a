import { LRUCache } from 'lru-cache';
import { holdKey } from '#platform/crypto';
import type { KeyObject } from 'node:crypto';
import type { KeyManagement } from '#platform/crypto';
import type { AuditEvent } from '#platform/audit';

/** Keys that are held open, each for a minute: a destroyed key is gone from memory after that, too. */
const MAX_OPEN = 20_000;
const OPEN_MS = 60_000;

/** Keys of people and tenants: made, opened, and held for a moment. */
export interface SubjectKeys {
  /** What wraps them, and sealed details itself before there were keys of subjects. */
  readonly kms: KeyManagement;
  /** @returns the key as it is stored; it is open already */
  create(subjectRef: string): Promise<string>;
  /** @throws AppError CIPHERTEXT_INVALID for a key that was changed or is another subject's; KEY_UNAVAILABLE */
  open(subjectRef: string, wrapped: string): Promise<KeyObject>;
}

export function createSubjectKeys(kms: KeyManagement): SubjectKeys {
  // By subject and stored form together: a stored key of somebody else's must not be found open.
  const open = new LRUCache<string, KeyObject>({ max: MAX_OPEN, ttl: OPEN_MS });
  const held = (name: string, bytes: Buffer): KeyObject => {
    const key = holdKey(bytes);
    bytes.fill(0);
    open.set(name, key);
    return key;
  };
  return {
    kms,
    create: async (subjectRef) => {
      const { keyId, wrapped, plaintext } = await kms.generateDataKey(contextOf(subjectRef));
      const stored = [Buffer.from(keyId), wrapped].map((part) => part.toString('base64url')).join('.');
      held(nameOf(subjectRef, stored), plaintext);
      return stored;
    },
    open: async (subjectRef, stored) => {
      const known = open.get(nameOf(subjectRef, stored));
      if (known !== undefined) return known;
      const [keyId = '', wrapped = ''] = stored.split('.').map((part) => Buffer.from(part, 'base64url'));
      const bytes = await kms.unwrapDataKey({
        keyId: keyId.toString(),
        wrapped: Buffer.from(wrapped),
        context: contextOf(subjectRef),
      });
      return held(nameOf(subjectRef, stored), bytes);
    },
  };
}

/** Oversight: what was read and given out of the log. */
const OVERSIGHT = 'audit.';

/**
 * Whose key a detail is sealed under: the owner's of what it is about; of what nobody owns the actor's, when it only says what they did,
 * and the tenant's, when it is about a change to what belongs to all of it. What somebody read of others in the log is no affair of theirs
 * alone, so it is the tenant's as well: it outlasts them.
 */
export function subjectOf(entry: {
  readonly kind: AuditEvent['kind'];
  readonly action: string;
  readonly ownerRef: string | null;
  readonly actorRef: string | null;
  readonly tenantRef: string;
}): string {
  const { kind, action, ownerRef, actorRef, tenantRef } = entry;
  const isTheActors = kind === 'FACT' && !action.startsWith(OVERSIGHT);
  return ownerRef ?? (isTheActors ? actorRef : null) ?? tenantRef;
}

function contextOf(subjectRef: string): Record<string, string> {
  return { purpose: 'audit-subject', subjectRef };
}

function nameOf(subjectRef: string, stored: string): string {
  return `${subjectRef}/${stored}`;
}
