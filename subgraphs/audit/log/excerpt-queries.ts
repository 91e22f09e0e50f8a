import type { TransactionScope } from '#platform/db';
import type { EntryRow } from './types.ts';

/** What an excerpt is about: one case of somebody, or the person themself. */
export type ExcerptSubject = { readonly type: 'Case'; readonly id: string } | { readonly type: 'Principal' };

/**
 * Which entries of a tenant are disclosed.
 * - Of a case: those about it, of its owner.
 * - Of a person who has others in their tenant: those about what is theirs, and of what they did.
 * - Of a person who is alone in their tenant: all of it.
 */
export interface ExcerptSelection {
  readonly subject: ExcerptSubject;
  /** Tenant, and the person whose case it is or whom it is about. */
  readonly scope: TransactionScope;
  /** Whether somebody else is in the tenant; of no account for a case. */
  readonly othersInTenant: boolean;
}

export interface ExcerptPage {
  /** Index of the last entry of the page before; -1 for the first page. */
  readonly afterIndex: number;
  /** Its number among the entries of the tenant; 0 for the first page. */
  readonly afterSeq: number;
  readonly beforeIndex: number;
  readonly limit: number;
}

export interface ExcerptReader {
  /** Whether anything in the tenant belongs to somebody else than the person. */
  othersInTenant(scope: TransactionScope): Promise<boolean>;
  /** How many entries are disclosed below an index; counting ends at `atMost`. */
  count(selection: ExcerptSelection, beforeIndex: number, atMost: number): Promise<number>;
  /** Disclosed entries, oldest first. */
  page(selection: ExcerptSelection, page: ExcerptPage): Promise<EntryRow[]>;
  /** For auditors: in whose scope the entries about a case or a person are; undefined when there are none. */
  ownerOf(subject: { readonly type: 'Case' | 'Principal'; readonly id: string }): Promise<TransactionScope | undefined>;
}
