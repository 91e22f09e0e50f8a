import { LRUCache } from 'lru-cache';
import { keyOf } from './references.ts';
import type { Reference } from './references.ts';
import type { BatchRows, EntryRow, KnownRows, PseudonymRow, TenantHead } from './types.ts';

/** Tenants whose place in their chain is remembered. */
const MAX_TENANTS = 10_000;
const MAX_PSEUDONYMS = 50_000;
/** Attempts whose outcome is about to come. */
const MAX_ATTEMPTS = 5_000;
/** Events whose answer may get lost, so that they are sent again. */
const MAX_EVENTS = 10_000;
/** For no longer than this is an erased pseudonym given to new entries, in milliseconds. */
const PSEUDONYM_MS = 1_000;

type Named = Pick<KnownRows, 'pseudonyms' | 'tenantHeads'> & { readonly entries?: BatchRows['entries'] };

/**
 * What the writer need not ask the database again. Nobody else writes while it does, so what it knows of tenants stays true for its
 * tenure and is forgotten with it. Pseudonyms of people and objects may be erased by somebody else: they are remembered for a moment only.
 */
export class WriterMemory {
  readonly #tenants = new LRUCache<string, PseudonymRow>({ max: MAX_TENANTS });
  readonly #heads = new LRUCache<string, TenantHead>({ max: MAX_TENANTS });
  readonly #pseudonyms: LRUCache<string, PseudonymRow>;
  readonly #attempts = new LRUCache<string, EntryRow>({ max: MAX_ATTEMPTS });
  readonly #events = new LRUCache<string, true>({ max: MAX_EVENTS });

  /** @param perf milliseconds that never go back */
  constructor(perf: { now(): number } = performance) {
    this.#pseudonyms = new LRUCache({ max: MAX_PSEUDONYMS, ttl: PSEUDONYM_MS, ttlResolution: 0, perf });
  }

  /**
   * Recalls what one event needs to be written.
   * @param recalled gets what is known
   * @returns the ids that the database has to be asked about
   */
  recall(
    tenantId: string,
    references: readonly Reference[],
    recalled: { readonly pseudonyms: PseudonymRow[]; readonly tenantHeads: TenantHead[] },
  ): string[] {
    const tenant = this.#tenants.get(tenantId);
    const head = tenant === undefined ? undefined : this.#heads.get(tenant.ref);
    if (tenant === undefined || head === undefined) return [tenantId, ...references.map(({ rawId }) => rawId)];
    recalled.pseudonyms.push(tenant);
    recalled.tenantHeads.push(head);
    return references.flatMap(({ kind, rawId }) => {
      const row = this.#pseudonyms.get(keyOf(tenant.ref, kind, rawId));
      if (row === undefined) return [rawId];
      recalled.pseudonyms.push(row);
      return [];
    });
  }

  /**
   * Recalls the attempt that an outcome is of, as long as there is no outcome. What this writer has written counts, nothing that was looked up.
   * @param recalled gets the place of its tenant's chain
   */
  recallAttempt(intentId: string, recalled: { readonly tenantHeads: TenantHead[] }): EntryRow | undefined {
    const attempt = this.#attempts.get(intentId);
    const head = attempt && this.#heads.get(attempt.tenantRef);
    if (head === undefined) return undefined;
    recalled.tenantHeads.push(head);
    return attempt;
  }

  /** Whether this writer wrote the event lately. */
  hasWritten(eventId: string): boolean {
    return this.#events.has(eventId);
  }

  /** After a batch that was learnt and then not committed. */
  forget(): void {
    for (const known of [this.#tenants, this.#heads, this.#pseudonyms, this.#attempts, this.#events]) known.clear();
  }

  /** What the database said, or what is on its way to it. */
  learn({ pseudonyms, tenantHeads, entries = [] }: Named): void {
    for (const entry of entries) {
      this.#events.set(entry.eventId, true);
      if (entry.intentId === null) continue;
      if (entry.kind === 'PREPARED') this.#attempts.set(entry.intentId, entry);
      else this.#attempts.delete(entry.intentId);
    }
    for (const head of tenantHeads) {
      // The database may have been asked before a batch on its way was committed.
      if (head.seq > (this.#heads.get(head.tenantRef)?.seq ?? 0)) this.#heads.set(head.tenantRef, head);
    }
    for (const row of pseudonyms) {
      if (row.kind === 'tenant') learnRow(this.#tenants, row.rawId, row);
      else learnRow(this.#pseudonyms, keyOf(row.tenantRef, row.kind, row.rawId), row);
    }
  }
}

/** As with heads: the database may have been asked before somebody got their key. */
function learnRow(rows: LRUCache<string, PseudonymRow>, name: string, row: PseudonymRow): void {
  const known = rows.get(name);
  if (known?.ref !== row.ref || known.wrappedKey === null || row.wrappedKey !== null) rows.set(name, row);
}
