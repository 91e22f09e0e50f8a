import type { TransactionScope } from '#platform/db';
import type { EntryRow } from './types.ts';

/** An entry with its pseudonyms resolved; null where a pseudonym was erased. */
export interface ReadableEntry extends EntryRow {
  readonly actorId: string | null;
  readonly onBehalfOfId: string | null;
  readonly grantId: string | null;
  readonly targetId: string | null;
  /** How it came to the reader, which decides who of the people in it is shown. */
  readonly readAs: TrailOwner | 'auditor';
}

/** Which entries of one object, newest first. */
export interface TrailQuery {
  readonly targetType: string;
  readonly targetId: string;
  readonly limit: number;
  /** Entries from here on are left out: index of the last entry of the page before, or size of the signed log. */
  readonly beforeIndex: number;
}

/** Whose entries: those about objects of the principal, or, for an organisation's objects, about objects without owner. */
export type TrailOwner = 'principal' | 'organisation';

/** What auditors search by; an entry has all that is not null. */
export interface SearchFilter {
  /** Principal who acted. */
  readonly actorId: string | null;
  readonly action: string | null;
  readonly targetType: string | null;
  readonly targetId: string | null;
  readonly outcome: string | null;
  /** Service that recorded it. */
  readonly service: string | null;
  /** Change that was attempted, and its outcome. */
  readonly intentId: string | null;
  /** Recorded then or later. */
  readonly from: Date | null;
  /** Recorded before. */
  readonly to: Date | null;
}

export interface SearchQuery extends SearchFilter {
  readonly limit: number;
  readonly beforeIndex: number;
}

/** Entries of one person: about what is theirs, and of what they did. Newest first. */
export interface OwnQuery {
  readonly limit: number;
  readonly beforeIndex: number;
}

/** By which right somebody reads an entry: as its owner or actor, for their organisation, or as an auditor. */
export type EntryReading =
  { readonly as: TrailOwner; readonly scope: TransactionScope } | { readonly as: 'auditor'; readonly scope: null };

export interface EntryReader {
  /** Trails of several objects in one statement, in the order asked for. Foreign and missing objects have empty trails. */
  trails(scope: TransactionScope, owner: TrailOwner, queries: readonly TrailQuery[]): Promise<ReadableEntry[][]>;
  /**
   * What is about somebody's objects, and what they did in their tenant. A refusal is there only when it is about their own:
   * one about somebody else's would tell that the object exists.
   */
  own(scope: TransactionScope, query: OwnQuery): Promise<ReadableEntry[]>;
  /** The entry of an event; undefined when there is none below the index, or none that may be read by this right. */
  entry(reading: EntryReading, eventId: string, beforeIndex: number): Promise<ReadableEntry | undefined>;
  /** Entries of everybody, for auditors. */
  search(query: SearchQuery): Promise<ReadableEntry[]>;
}
