import type { CaseContact, CaseRecord, CaseStatus, CaseTransition, CaseType, Evidence } from './case-types.ts';
import type { Pack, ShareLink } from './packs.ts';
import type { Scope } from './scope.ts';

/** A keyset page: rows before `before`, newest first. */
export interface ListQuery {
  readonly before: string | null;
  readonly limit: number;
}

export interface ChildQuery extends ListQuery {
  readonly caseId: string;
}

/** A pack as the executor nominee sees it: no case, no key, nothing of the vault. */
export interface SharedPack {
  readonly id: string;
  readonly caseType: CaseType;
  readonly status: CaseStatus;
  readonly sharedById: string;
  readonly byteSize: number;
  readonly exportedAt: Date;
}

/** Reads for answers, in batches, in the order asked for. Foreign and missing rows are absent alike. */
export interface CaseReader {
  casesByIds(scope: Scope, ids: readonly string[]): Promise<(CaseRecord | undefined)[]>;
  /** Ids of one's cases. */
  casePage(scope: Scope, query: ListQuery): Promise<string[]>;
  evidence(scope: Scope, caseIds: readonly string[]): Promise<Evidence[][]>;
  contacts(scope: Scope, caseIds: readonly string[]): Promise<CaseContact[][]>;
  transitions(scope: Scope, queries: readonly ChildQuery[]): Promise<CaseTransition[][]>;
  packs(scope: Scope, queries: readonly ChildQuery[]): Promise<Pack[][]>;
  shareLinks(scope: Scope, queries: readonly ChildQuery[]): Promise<ShareLink[][]>;
  /** Packs of one granter that these grants reach. */
  sharedPacks(scope: Scope, grantIds: readonly string[], query: ListQuery): Promise<SharedPack[]>;
}
