/** Somebody under their pseudonym in one tenant. */
export interface PersonInTenant {
  readonly tenantId: string;
  readonly tenantRef: string;
  readonly ref: string;
}

/** An erasure that the log has as attempted. */
export interface AttemptedErasure extends PersonInTenant {
  readonly intentId: string;
  readonly requestId: string;
  /** Whom it is about; null once their pseudonym is gone. */
  readonly principalId: string | null;
  /** When the log recorded the attempt, in ISO 8601. */
  readonly askedForAt: string;
}

/**
 * Why somebody's pseudonym is kept: they changed an incident, acted on what is somebody else's, or read or gave out what is in the log of
 * others.
 */
export type KeptBecause = 'incident' | 'of-somebody-else' | 'oversight';

/** Names by which entries still lead to the person, because it is somebody else's to know who it was. */
export interface KeptNames {
  /** Their own, and those of sessions and grants. */
  readonly namesKept: number;
  readonly keptBecause: readonly KeptBecause[];
}

/** What was taken away by one statement; nothing the second time. */
export interface Removed {
  readonly details: number;
  readonly keys: number;
  /** Of the person, of their sessions, and of objects that were theirs. */
  readonly pseudonyms: number;
}

/** Which entries of a person have no detail any more. It is read from the log, so it is the same however often it is asked. */
export interface ErasedEntries extends KeptNames {
  readonly entries: number;
  readonly firstIndex: number | null;
  readonly lastIndex: number | null;
  /** Hex of SHA-256 over the indexes in order, each in decimal and followed by LF. */
  readonly indexesSha256: string;
  /** Whether entries still lead to the person: their own name is among those that are kept. */
  readonly nameKept: boolean;
}

/** The database as the eraser may use it; one implementation on PostgreSQL. */
export interface EraserStore {
  /** @throws Error while another process erases */
  lock(): Promise<void>;
  /** Every tenant in whose entries the principal is somebody. */
  find(principalId: string): Promise<PersonInTenant[]>;
  /** How many of their details would go, and which of their names would stay. */
  preview(person: PersonInTenant): Promise<KeptNames & { readonly details: number }>;
  /** Takes away key, details and pseudonyms, at once or not at all. Whom it is about may be erased already. */
  erase(person: PersonInTenant): Promise<Removed>;
  erasedEntries(person: PersonInTenant): Promise<ErasedEntries>;
  /** The erasures that the log has under these intents. */
  attempted(intentIds: readonly string[]): Promise<AttemptedErasure[]>;
  /** Whether the log says already what the erasure took away. */
  isReported(erasure: AttemptedErasure): Promise<boolean>;
  close(): Promise<void>;
}
