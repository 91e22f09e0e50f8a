import { randomUUID } from 'node:crypto';
import type { AuditEvent } from '#platform/audit';
import type { PseudonymRow } from './types.ts';

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

  /** Every id that the references of an event stand for. */
  static rawIdsOf({ tenantId, actor, target }: DescribedEvent): string[] {
    const { principalId, sessionId, grantId, onBehalfOfPrincipalId } = actor;
    const ids = [tenantId, principalId, sessionId, grantId, onBehalfOfPrincipalId, target.id, target.ownerPrincipalId];
    return ids.filter((id) => id !== null);
  }

  tenant(tenantId: string): string {
    const key = keyOf('', 'tenant', tenantId);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const ref = randomUUID();
    this.#known.set(key, ref);
    this.created.push({ tenantRef: ref, kind: 'tenant', rawId: tenantId, ref });
    return ref;
  }

  of(tenantRef: string, kind: 'principal' | 'object', rawId: string): string {
    const key = keyOf(tenantRef, kind, rawId);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const ref = randomUUID();
    this.#known.set(key, ref);
    this.created.push({ tenantRef, kind, rawId, ref });
    return ref;
  }
}

function keyOf(tenantRef: string, kind: PseudonymRow['kind'], rawId: string): string {
  return `${tenantRef}/${kind}/${rawId}`;
}
