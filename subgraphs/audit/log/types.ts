import type { AuditActor } from '#platform/audit';
import type { TreeNode } from '#platform/tlog';

/** A row of `audit_entry`, with what its receipt needs. */
export interface EntryRow {
  readonly index: number;
  readonly eventId: string;
  readonly kind: 'PREPARED' | 'OUTCOME' | 'FACT';
  readonly intentId: string | null;
  readonly service: string;
  readonly tenantRef: string;
  readonly tenantSeq: number;
  readonly actorRef: string | null;
  readonly actorType: AuditActor['type'];
  readonly grantRef: string | null;
  readonly onBehalfOfRef: string | null;
  readonly ownerRef: string | null;
  readonly action: string;
  readonly targetType: string;
  readonly targetRef: string;
  readonly tier: string;
  readonly outcome: string;
  readonly requestId: string;
  readonly recordedAt: string;
  readonly eventHash: Buffer;
  readonly leaf: string;
}

export interface PseudonymRow {
  readonly tenantRef: string;
  readonly kind: 'tenant' | 'principal' | 'object';
  readonly rawId: string;
  readonly ref: string;
  /** Key under which the details of this person or tenant are sealed; null for objects, and before there is any. */
  readonly wrappedKey: string | null;
}

/** The key of a person, or of a tenant, under which their details are sealed. */
export interface SubjectKeyRow {
  readonly tenantRef: string;
  readonly subjectRef: string;
  /** Sealed itself, by the key management. */
  readonly wrapped: string;
}

export interface TenantHead {
  readonly tenantRef: string;
  readonly seq: number;
  readonly leafHash: Buffer;
}

export interface DetailRow {
  readonly eventId: string;
  readonly tenantRef: string;
  /** Under whose key; see `subjectOf`. */
  readonly subjectRef: string;
  /** Salt and detail, sealed. */
  readonly sealed: string;
}

/** The head of the log as committed. */
export interface LogHead {
  readonly size: number;
  readonly root: Buffer;
  readonly frontier: Buffer;
}

/** The head with what its writer needs to go on from it. */
export interface HeldHead extends LogHead {
  /** Raised by each claim; only the writer that holds the newest one can commit. */
  readonly epoch: number;
  /** Time of the newest entry, in milliseconds since the Unix epoch; 0 in an empty log. */
  readonly lastRecordedMs: number;
}

/** Everything one batch writes, in one transaction. */
export interface BatchRows {
  readonly entries: readonly EntryRow[];
  readonly nodes: readonly TreeNode[];
  readonly pseudonyms: readonly PseudonymRow[];
  readonly tenantHeads: readonly TenantHead[];
  readonly subjectKeys: readonly SubjectKeyRow[];
  readonly details: readonly DetailRow[];
}

/** What a batch has to know before it is built. */
export interface WantedRows {
  /** Of events that may be there already. */
  readonly eventIds: readonly string[];
  /** Of the same, and of outcomes whose attempt is not known. */
  readonly intentIds: readonly string[];
  /** Ids of tenants, people and objects that need a pseudonym. */
  readonly rawIds: readonly string[];
}

/** An entry that exists, with its detail: null when it has none, or none any more. */
export interface KnownEntry extends EntryRow {
  readonly detail: StoredDetail | null;
}

/** A detail as it is kept, with what opens it. */
export interface StoredDetail {
  readonly sealed: string;
  /** Null for one from before there were keys of subjects. */
  readonly subjectRef: string | null;
  /** Key of the subject; null when there is none, or none any more. */
  readonly wrappedKey: string | null;
}

export interface KnownRows {
  /** Entries with one of the event ids, or about one of the intents. */
  readonly entries: readonly KnownEntry[];
  readonly pseudonyms: readonly PseudonymRow[];
  /** Of the tenants of all these. */
  readonly tenantHeads: readonly TenantHead[];
}

/** What the sequencer needs of its store; one implementation on PostgreSQL. */
export interface SequencerStore {
  /**
   * Tries to become the one writer of the log, and takes it over: the epoch is raised, so that whoever wrote before can write no more.
   * @returns undefined while another process is the writer
   */
  enter(): Promise<Tenure | undefined>;
  readNodes(coordinates: readonly { readonly level: number; readonly index: number }[]): Promise<Buffer[]>;
  /** Keeps a signed checkpoint for those who stand by; an older one than is kept is forgotten. */
  keepCheckpoint(checkpoint: { readonly size: number; readonly note: Buffer }): Promise<void>;
  /** The newest checkpoint that was kept, a signed note; undefined before the first. */
  readCheckpoint(): Promise<Buffer | undefined>;
  /** Stops trying to become the writer. */
  close(): Promise<void>;
}

/** The time during which one process is the writer. */
export interface Tenure {
  /** The head as it was taken over. */
  readonly head: HeldHead;
  readHead(): Promise<HeldHead>;
  lookUp(wanted: WantedRows): Promise<KnownRows>;
  /**
   * Writes a batch and moves the head, in one statement.
   * @throws HeadMovedError when the head is not the expected one; nothing was written then
   * @throws KnownEventError when one of the events, or its intent, is in the log already; nothing was written then either
   */
  commit(rows: BatchRows, expected: { readonly size: number; readonly epoch: number }, head: LogHead): Promise<void>;
  /** Resolves with the reason when the tenure is over; nothing that was not committed by then will be. */
  readonly over: Promise<Error>;
  /** Lets another one write. */
  leave(): Promise<void>;
}

/** The log holds an event of the batch, or an entry of that kind about its intent. */
export class KnownEventError extends Error {
  constructor() {
    super('an event of the batch is in the log already');
    this.name = 'KnownEventError';
  }
}

/**
 * The head is not where its writer left it: another one writes the log now, or an own commit whose answer was lost did
 * happen. The epoch tells which.
 */
export class HeadMovedError extends Error {
  constructor() {
    super('the head of the log has moved');
    this.name = 'HeadMovedError';
  }
}
