import type { AppendReceipt, AuditDetail, AuditFact, AuditRecord } from '#platform/audit';
import type { Actor, HeldGrant, Tier } from '#platform/auth';
import type { FindOwners } from './access.ts';
import type { CaseContact, CaseRecord, CaseStatus, CaseTransition, Evidence } from './case-types.ts';
import type { Pack, ShareLink, TransferTicket } from './packs.ts';
import type { Acting, Call } from './call.ts';
import type { Scope } from './scope.ts';

/** Rows of one scope in one transaction. Nothing of anybody else is found. */
export interface Stores {
  readonly cases: CaseStore;
  readonly packs: PackStore;
  readonly links: ShareLinkStore;
  readonly tickets: TicketStore;
}

export interface CaseStore {
  insert(record: CaseRecord, contacts: readonly CaseContact[]): Promise<void>;
  find(id: string): Promise<CaseRecord | undefined>;
  /** As `find`; until the transaction ends nobody else changes the case. */
  lock(id: string): Promise<CaseRecord | undefined>;
  /** One winner. @returns false when the case is no longer in `from` */
  setStatus(id: string, from: CaseStatus, to: CaseStatus): Promise<boolean>;
  addTransition(transition: CaseTransition): Promise<void>;
  evidence(caseId: string): Promise<Evidence[]>;
  contacts(caseId: string): Promise<CaseContact[]>;
  /** Fills a slot, whatever was there, and counts the revision. */
  putEvidence(evidence: Evidence): Promise<void>;
  /** @returns false when the slot was empty */
  removeEvidence(caseId: string, slot: string): Promise<boolean>;
}

export interface PackStore {
  insert(pack: Pack): Promise<void>;
  find(id: string): Promise<Pack | undefined>;
  newest(caseId: string): Promise<Pack | undefined>;
}

export interface ShareLinkStore {
  insert(link: ShareLink): Promise<void>;
  find(id: string): Promise<ShareLink | undefined>;
  /** Links of a case that have neither ended nor been revoked. */
  live(caseId: string, now: Date): Promise<ShareLink[]>;
  countOpening(id: string): Promise<void>;
  /** @returns false when it was revoked before */
  revoke(id: string, at: Date): Promise<boolean>;
}

export interface TicketStore {
  insert(ticket: TransferTicket): Promise<void>;
  find(id: string): Promise<TransferTicket | undefined>;
  /** One winner. @returns false when it was used before or has ended */
  consume(id: string, at: Date): Promise<boolean>;
}

export interface ChangeRequest {
  readonly scope: Scope;
  /** Who does it; `system` for jobs of the service itself. */
  readonly by: Actor | 'system';
  /** The grant by which they act for somebody else. */
  readonly grant?: HeldGrant | undefined;
  readonly requestId: string;
}

export interface Change<Result> {
  readonly result: Result;
  readonly record: AuditRecord;
  /** Runs when the change is proven to be in the log and before it is committed; a failure undoes the change. */
  readonly beforeCommit?: (prepared: AppendReceipt) => Promise<void>;
}

/** The only way to rows: a change is logged before it is committed, or does not happen. */
export interface UnitOfWork {
  read<Result>(scope: Scope, work: (stores: Stores) => Promise<Result>): Promise<Result>;
  /** @throws AppError AUDIT_UNAVAILABLE when the log does not confirm; nothing has changed then */
  change<Result>(request: ChangeRequest, work: (stores: Stores) => Promise<Change<Result>>): Promise<Result>;
  /** Records something that changes no row. @throws AppError AUDIT_UNAVAILABLE */
  fact(request: Omit<ChangeRequest, 'scope'>, fact: AuditFact): Promise<void>;
}

/** Finds whose a row is before any scope is known. Gives ids, never content. */
export interface ScopeLookups {
  readonly ofCases: FindOwners;
  readonly ofPacks: FindOwners;
  ofShareLink(tokenHash: Buffer): Promise<(Scope & { readonly id: string }) | undefined>;
  ofTicket(tokenHash: Buffer): Promise<(Scope & { readonly id: string }) | undefined>;
  /** Cases whose last link has ended by itself, at most `limit`. */
  withEndedLinks(now: Date, limit: number): Promise<(Scope & { readonly id: string })[]>;
}

export interface DocumentVersionFacts {
  readonly id: string;
  /** Lower-case hex: what the bytes must have. */
  readonly sha256: string;
  readonly byteSize: number;
  readonly mediaType: string;
}

export interface DocumentFacts {
  readonly id: string;
  /** Whose it is: the caller may see documents of several people. */
  readonly ownerId: string;
  readonly title: string;
  readonly type: string;
  readonly tier: Tier;
  /** The newest version with bytes; null when there is none. */
  readonly version: DocumentVersionFacts | null;
}

/** Documents of the vault, as the caller may see them now. */
export interface DocumentDirectory {
  /** In the order asked for; null for what is missing, foreign or not allowed, all alike. */
  documents(call: Call, ids: readonly string[]): Promise<(DocumentFacts | null)[]>;
}

export interface PersonFacts {
  readonly id: string;
  /** Whose person it is. */
  readonly ownerId: string;
  readonly fullName: string;
}

export interface PersonDirectory {
  person(call: Call, id: string): Promise<PersonFacts | null>;
}

export interface GrantFacts {
  readonly id: string;
  readonly role: string;
  readonly status: string;
  readonly granterId: string | null;
  /** Tiers it reaches; they never change. */
  readonly tiers: readonly Tier[];
}

export interface GrantDirectory {
  grant(call: Call, id: string): Promise<GrantFacts | null>;
}

export interface PrincipalDirectory {
  /** How somebody wants to be called; null when identity does not tell the caller. */
  displayName(call: Call, principalId: string): Promise<string | null>;
}

/** A document with the slot it stands in and the version that goes into the pack. */
export interface PlannedDocument {
  readonly slot: string;
  readonly document: DocumentFacts;
  readonly version: DocumentVersionFacts;
}

/** Everything a pack is made from, checked. */
export interface PackPlan {
  readonly packId: string;
  readonly record: CaseRecord;
  readonly contacts: readonly CaseContact[];
  readonly documents: readonly PlannedDocument[];
  readonly ownerName: string | null;
  readonly nomineeName: string | null;
  /** The grant by which a proxy exports; null when the owner does. */
  readonly proxyGrantId: string | null;
  readonly exportedAt: Date;
}

export type StoredPack = Pick<Pack, 'objectKey' | 'keyId' | 'wrappedKey' | 'sha256' | 'byteSize'>;

/** A pack whose content is complete and sealed, waiting for its log entry. */
export interface StagedPack {
  readonly tagmanifestSha256: string;
  /** Adds signature and log entry, ends the archive and waits until it is stored. */
  seal(entry: { readonly receipt: AppendReceipt; readonly detail: AuditDetail }): Promise<StoredPack>;
  /** Gives it up: nothing stays in the store. */
  discard(): Promise<void>;
}

export interface PackBuilder {
  /** @throws AppError DOCUMENT_NOT_AVAILABLE, CIPHERTEXT_INVALID, SERVICE_UNAVAILABLE, …; nothing stays in the store then */
  build(acting: Acting, plan: PackPlan): Promise<StagedPack>;
}

/** Bounds how much one person can have built. */
export interface ExportLimiter {
  /** @returns gives the place back. @throws AppError RATE_LIMITED */
  acquire(principalId: string): Promise<() => Promise<void>>;
}

/** An opening too many. */
export interface ExcessOpening {
  /** Whether it is the first one since openings were possible. */
  readonly isFirst: boolean;
  /** Until they are possible again. */
  readonly retryAfterSeconds: number;
}

/** Bounds how often a share link is opened: each opening is an entry of the log, and who has the link may open it. */
export interface OpeningLimiter {
  /** @returns undefined when the link may be opened. @throws AppError SERVICE_UNAVAILABLE when nobody can count */
  take(linkId: string): Promise<ExcessOpening | undefined>;
}

/** Unguessable tokens and what is stored of them. */
export interface Tokens {
  create(): string;
  hash(token: string): Buffer;
}
