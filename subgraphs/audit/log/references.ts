import { randomBytes } from 'node:crypto';
import type { AuditEvent } from '#platform/audit';
import type { PseudonymRow, SequencerStore } from './types.ts';

/** Events that name somebody; an outcome takes its references from its PREPARED entry. */
type DescribedEvent = Exclude<AuditEvent, { kind: 'OUTCOME' }>;

/**
 * Random pseudonyms of tenants, people and objects, per tenant. Known ones are read once per batch; new ones are collected
 * to be written with it, so that a batch that fails leaves none behind.
 */
export class References {
  readonly #known = new Map<string, string>();
  readonly created: PseudonymRow[] = [];

  static async load(store: SequencerStore, events: readonly DescribedEvent[]): Promise<References> {
    const references = new References();
    const rawIds = new Set(events.flatMap((event) => rawIdsOf(event)));
    for (const row of await store.findPseudonyms([...rawIds])) {
      references.#known.set(keyOf(row.tenantRef, row.kind, row.rawId), row.ref);
      if (row.kind === 'tenant') references.#known.set(keyOf('', 'tenant', row.rawId), row.ref);
    }
    return references;
  }

  tenant(tenantId: string): string {
    const known = this.#known.get(keyOf('', 'tenant', tenantId));
    if (known !== undefined) return known;
    const ref = randomReference();
    this.#known.set(keyOf('', 'tenant', tenantId), ref);
    this.created.push({ tenantRef: ref, kind: 'tenant', rawId: tenantId, ref });
    return ref;
  }

  of(tenantRef: string, kind: 'principal' | 'object', rawId: string): string {
    const key = keyOf(tenantRef, kind, rawId);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const ref = randomReference();
    this.#known.set(key, ref);
    this.created.push({ tenantRef, kind, rawId, ref });
    return ref;
  }
}

function rawIdsOf({ tenantId, actor, target }: DescribedEvent): string[] {
  return [tenantId, actor.principalId, target.id, target.ownerPrincipalId].filter((id) => id !== null);
}

function keyOf(tenantRef: string, kind: string, rawId: string): string {
  return `${tenantRef}/${kind}/${rawId}`;
}

/** 122 random bits as a UUIDv4 (RFC 9562 section 5.4): says nothing, not even when it was made. */
function randomReference(): string {
  const bytes = randomBytes(16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
