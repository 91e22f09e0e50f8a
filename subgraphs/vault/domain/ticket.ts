import type { Document, DocumentVersion } from './document.ts';
import type { Requester } from './requester.ts';

export type TicketPurpose = 'upload' | 'download';

/** Seconds a link works. An upload that began in time may end later. */
export const TICKET_TTL_SECONDS: Readonly<Record<TicketPurpose, number>> = { upload: 600, download: 60 };

/** One use of one version by one session. The token is in the link; the vault keeps its hash. */
export interface TransferTicket {
  readonly id: string;
  readonly purpose: TicketPurpose;
  readonly versionId: string;
  /** Who may use it. */
  readonly holderId: string;
  readonly sessionId: string;
  /** The grant by which the holder asked for it, without which it opens nothing; null when they asked for their own. */
  readonly grantId: string | null;
  readonly expiresAt: Date;
  readonly consumedAt: Date | null;
}

/** A ticket with what it opens. */
export interface TicketSubject {
  readonly ticket: TransferTicket;
  readonly document: Document;
  readonly version: DocumentVersion;
}

/** Whoever comes with a link: the ways by which they may use it, their own first. */
export type TicketVisitor = readonly [own: Requester, ...granted: Requester[]];

/** A fresh token and what is stored of it. */
export interface TicketToken {
  /** 256 random bits in base64url. */
  readonly token: string;
  /** SHA-256 of the token. */
  readonly hash: Buffer;
}

export interface TicketTokens {
  create(): TicketToken;
  hash(token: string): Buffer;
}

export function expiryOf(purpose: TicketPurpose, nowMs: number): Date {
  return new Date(nowMs + TICKET_TTL_SECONDS[purpose] * 1_000);
}
