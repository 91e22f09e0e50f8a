import type { Tier } from '#platform/auth';
import type { AuditFact, Change } from '#platform/audit';
import type { Asset } from './asset.ts';
import type { Document, DocumentVersion, ScanStatus, StoredContent, VersionIdentity } from './document.ts';
import type { Person } from './person.ts';
import type { Owner, Reach, Requester } from './requester.ts';
import type { TicketSubject, TransferTicket } from './ticket.ts';

/** Rows before `before`, newest first, at most `readLimit`. */
export interface PageRequest {
  readonly readLimit: number;
  readonly before: string | undefined;
}

export interface VersionPageRequest extends PageRequest {
  readonly documentId: string;
}

export interface PersonRepository {
  insert(person: Person): Promise<void>;
  page(page: PageRequest): Promise<Person[]>;
  /** In no order; unknown ids are left out. */
  find(ids: readonly string[]): Promise<Person[]>;
}

export interface AssetRepository {
  insert(asset: Asset): Promise<void>;
  page(page: PageRequest, tiers: readonly Tier[]): Promise<Asset[]>;
  find(ids: readonly string[]): Promise<Asset[]>;
}

export interface DocumentRepository {
  insert(document: Document): Promise<void>;
  page(page: PageRequest, tiers: readonly Tier[]): Promise<Document[]>;
  find(ids: readonly string[]): Promise<Document[]>;
}

export interface VersionRepository {
  /** @throws AppError CONFLICT when another request took the number */
  insertPending(version: DocumentVersion): Promise<void>;
  /** One more than the highest number of the document. */
  nextNumber(documentId: string): Promise<number>;
  hasAvailableContent(documentId: string, sha256: string): Promise<boolean>;
  /**
   * The only change a version ever sees: pending to available, in one statement.
   * @returns false when it is not pending any more
   * @throws AppError CONFLICT when the document has a version with the same content
   */
  makeAvailable(versionId: string, content: StoredContent, scan: ScanStatus, at: Date): Promise<boolean>;
  /** Removes an announced version and its ticket. @returns false when it is not pending any more */
  deletePending(versionId: string): Promise<boolean>;
  find(documentId: string, versionId: string): Promise<DocumentVersion | undefined>;
  /** The newest available version of each document that has one. */
  findCurrent(documentIds: readonly string[]): Promise<DocumentVersion[]>;
  /** All pages in one statement. */
  pages(requests: readonly VersionPageRequest[]): Promise<DocumentVersion[][]>;
  /** Where the bytes are; undefined while pending. */
  findContent(versionId: string): Promise<StoredContent | undefined>;
}

export interface TicketRepository {
  insert(ticket: TransferTicket, tokenHash: Buffer, createdAt: Date): Promise<void>;
  find(tokenHash: Buffer): Promise<TicketSubject | undefined>;
  /** One conditional UPDATE. @returns false when it is used already or was expired at `at` */
  consume(ticketId: string, at: Date): Promise<boolean>;
}

/** The tables, within one transaction, as one owner's rows. */
export interface VaultTables {
  readonly people: PersonRepository;
  readonly assets: AssetRepository;
  readonly documents: DocumentRepository;
  readonly versions: VersionRepository;
  readonly tickets: TicketRepository;
}

export interface VaultDatabase {
  read<Result>(owner: Owner, work: (tables: VaultTables) => Promise<Result>): Promise<Result>;
  /** Recorded before it is committed. @throws AppError AUDIT_UNAVAILABLE; nothing has changed then */
  change<Result>(requester: Requester, work: (tables: VaultTables) => Promise<Change<Result>>): Promise<Result>;
  /** Records what changes no row. @throws AppError AUDIT_UNAVAILABLE */
  fact(requester: Requester, fact: AuditFact): Promise<void>;
}

/**
 * Whose a row is, before anybody's rows can be read: an answer for rows of the given owners alone, where rows have a tier of the given
 * ones alone, and of each row nothing but whose it is. A scoped transaction follows.
 */
export interface OwnerLookups {
  /** By id; what is unknown or of none of `owners` is left out. */
  readonly ofPeople: (ids: readonly string[], owners: readonly Owner[]) => Promise<ReadonlyMap<string, Owner>>;
  readonly ofAssets: (ids: readonly string[], reaches: readonly Reach[]) => Promise<ReadonlyMap<string, Owner>>;
  readonly ofDocuments: (ids: readonly string[], reaches: readonly Reach[]) => Promise<ReadonlyMap<string, Owner>>;
  readonly ofTicket: (tokenHash: Buffer, owners: readonly Owner[]) => Promise<Owner | undefined>;
}

/** Bytes that came in and were found to be what was claimed, encrypted, out of everybody's reach. */
export interface StagedContent {
  readonly identity: VersionIdentity;
  /** As it will be when it is released. */
  readonly content: StoredContent;
}

/**
 * Whether whoever began something may still finish it: their session lives, and the grant by which they act reaches objects of this
 * tier, as identity knows it now. The context token of the beginning knows of no end that came later.
 * @throws AppError SERVICE_UNAVAILABLE without an answer
 */
export type StillStands = (requester: Requester, tier: Tier) => Promise<boolean>;

/** Encrypted bytes. `Content` is the stream type of the implementation. */
export interface ContentStore<Content> {
  /**
   * Checks and encrypts `body` while it streams in. A failed check leaves nothing.
   * @throws AppError UPLOAD_SIZE_MISMATCH, UPLOAD_HASH_MISMATCH, UPLOAD_TYPE_MISMATCH, UPLOAD_INCOMPLETE
   */
  stage(identity: VersionIdentity, body: AsyncIterable<Uint8Array>): Promise<StagedContent>;
  /** The bytes of staged content, for a scan. */
  openStaged(staged: StagedContent): Promise<Content>;
  /** Moves staged content to where a version's bytes are kept. */
  release(staged: StagedContent): Promise<void>;
  /** Removes staged content that was not released. Never fails: what is left is swept. */
  discard(staged: StagedContent): Promise<void>;
  /**
   * The bytes of an available version, each chunk verified before it comes out, the last one only if the whole has the
   * recorded size and hash. Resolves once the first bytes are verified.
   * @throws AppError CIPHERTEXT_INVALID, OBJECT_MISSING, KEY_UNAVAILABLE
   */
  open(identity: VersionIdentity, content: StoredContent): Promise<Content>;
  /** Gives up content that will not be read. */
  close(content: Content): void;
}

/** Looks for malware. */
export interface Scanner<Content> {
  /**
   * @param open gives the bytes; not called when nothing is scanned
   * @throws AppError UPLOAD_NOT_CLEAN for every answer but a clear "clean", SERVICE_UNAVAILABLE without an answer
   */
  scan(open: () => Promise<Content>): Promise<ScanStatus>;
  check(): Promise<void>;
}
