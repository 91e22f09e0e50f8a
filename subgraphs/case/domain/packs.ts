import type { Tier } from '#platform/auth';
import type { Scope } from './scope.ts';

/** An exported pack. Never changes. */
export interface Pack extends Scope {
  readonly id: string;
  readonly caseId: string;
  readonly objectKey: string;
  /** Master key that wrapped the data key. */
  readonly keyId: string;
  readonly wrappedKey: Buffer;
  /** SHA-256 of the archive, lower-case hex. */
  readonly sha256: string;
  readonly byteSize: number;
  readonly tagmanifestSha256: string;
  readonly documentCount: number;
  /** Tiers of its documents, each once: a grant opens the pack when it reaches them all. */
  readonly tiers: readonly Tier[];
  readonly exportedAt: Date;
}

/** A link under which one pack can be opened without an account. The token itself is nowhere stored. */
export interface ShareLink extends Scope {
  readonly id: string;
  readonly caseId: string;
  /** The pack that was newest when the link was issued: a later export is not shared by an older link. */
  readonly packId: string;
  readonly tokenHash: Buffer;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
  readonly openedCount: number;
}

/** A right to fetch one pack once. Bound to a session, or to the share link that it came from. */
export interface TransferTicket extends Scope {
  readonly id: string;
  readonly caseId: string;
  readonly packId: string;
  readonly tokenHash: Buffer;
  readonly holderPrincipalId: string | null;
  readonly holderSessionId: string | null;
  /** The grant by which somebody else than the owner fetches. */
  readonly grantId: string | null;
  readonly shareLinkId: string | null;
  readonly expiresAt: Date;
  readonly consumedAt: Date | null;
}

/**
 * Openings of one share link in its whole life. Each is some entries of the log about its case, all of which are in every later pack;
 * what all links of a case can write stays below what a pack takes (ADR 38).
 */
export const MAX_OPENINGS = 200;

/** Whether a link was opened as often as any can be. Addresses that it gave out work to their end. */
export function isUsedUp({ openedCount }: Pick<ShareLink, 'openedCount'>): boolean {
  return openedCount >= MAX_OPENINGS;
}

/** Whether a link has neither ended nor been revoked. */
export function isLive(link: Pick<ShareLink, 'expiresAt' | 'revokedAt'>, nowMs: number): boolean {
  return link.revokedAt === null && link.expiresAt.getTime() > nowMs;
}
