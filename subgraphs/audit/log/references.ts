import { randomUUID } from 'node:crypto';
import type { AuditEvent, AuditTarget } from '#platform/audit';
import type { PseudonymRow } from './types.ts';

/** Somebody or something of a tenant. */
export interface Reference {
  readonly kind: 'principal' | 'object';
  readonly rawId: string;
}

/** Events that name somebody; an outcome takes its references from its PREPARED entry. */
type DescribedEvent = Exclude<AuditEvent, { kind: 'OUTCOME' }>;

/**
 * Random pseudonyms of tenants, people and objects, per tenant: a UUIDv4 says nothing, not even when it was made. Known
 * ones are given; new ones are collected to be written with the batch, so that a batch that fails leaves none behind.
 */
export class References {
  readonly created: PseudonymRow[] = [];
  readonly #known = new Map<string, string>();

  constructor(known: readonly PseudonymRow[]) {
    for (const row of known)
      this.#known.set(keyOf(row.kind === 'tenant' ? '' : row.tenantRef, row.kind, row.rawId), row.ref);
  }

  /** Everybody and everything that an event names, its tenant left out. */
  static of({ actor, target }: DescribedEvent): Reference[] {
    const named: Reference[] = [{ kind: targetKind(target), rawId: target.id }];
    const add = (kind: Reference['kind'], rawId: string | null): void => {
      if (rawId !== null) named.push({ kind, rawId });
    };
    add('principal', actor.principalId);
    add('object', actor.sessionId);
    add('object', actor.grantId);
    add('principal', actor.onBehalfOfPrincipalId);
    add('principal', target.ownerPrincipalId);
    return named;
  }

  tenant(tenantId: string): string {
    const key = keyOf('', 'tenant', tenantId);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const ref = randomUUID();
    this.#known.set(key, ref);
    this.created.push({ tenantRef: ref, kind: 'tenant', rawId: tenantId, ref, wrappedKey: null });
    return ref;
  }

  of(tenantRef: string, kind: Reference['kind'], rawId: string): string {
    const key = keyOf(tenantRef, kind, rawId);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const ref = randomUUID();
    this.#known.set(key, ref);
    this.created.push({ tenantRef, kind, rawId, ref, wrappedKey: null });
    return ref;
  }
}

/** A person that something is done to has the pseudonym that they have when they act. */
export function targetKind({ type }: AuditTarget): Reference['kind'] {
  return type === 'Principal' ? 'principal' : 'object';
}

export function keyOf(tenantRef: string, kind: PseudonymRow['kind'], rawId: string): string {
  return `${tenantRef}/${kind}/${rawId}`;
}
