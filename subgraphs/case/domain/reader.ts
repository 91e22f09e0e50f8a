import type { Tier } from '#platform/auth';
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

/** By what a granter's packs may be reached. */
export interface PackReach {
  /** Grants of an executor nominee: each reaches the packs of the cases that name it. */
  readonly nomineeGrantIds: readonly string[];
  /** Tiers of each grant of a proxy: it reaches packs whose documents are all of these. */
  readonly proxyTiers: readonly (readonly Tier[])[];
}

/** A pack as those see it with whom it is shared: no case, no key, nothing of the vault. The scope is the granter's. */
export interface SharedPack extends Scope {
  readonly id: string;
  readonly caseType: CaseType;
  readonly status: CaseStatus;
  /** Whether the caller is the case's executor nominee, and not merely a proxy. */
  readonly isNominee: boolean;
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
  /** @param proxyTiers as in `PackReach`; null for the owner, who has them all */
  packs(scope: Scope, queries: readonly ChildQuery[], proxyTiers: PackReach['proxyTiers'] | null): Promise<Pack[][]>;
  shareLinks(scope: Scope, queries: readonly ChildQuery[]): Promise<ShareLink[][]>;
  /** Packs of one granter that these grants reach. */
  sharedPacks(scope: Scope, reach: PackReach, query: ListQuery): Promise<SharedPack[]>;
}
