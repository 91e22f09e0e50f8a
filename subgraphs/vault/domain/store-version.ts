import { AppError, asAppError } from '#platform/errors';
import { identityOf } from './document.ts';
import { findRedeemable, refuseTicket } from './redeem-ticket.ts';
import type { ErrorCode } from '#platform/errors';
import type { ScanStatus } from './document.ts';
import type { ContentStore, Scanner, StagedContent, StillStands } from './ports.ts';
import type { RedeemDeps } from './redeem-ticket.ts';
import type { Requester } from './requester.ts';
import type { TicketSubject, TicketVisitor } from './ticket.ts';

export interface Upload {
  readonly token: string;
  /** As the request says; must be the one announced. */
  readonly mediaType: string | undefined;
  /** As the request says; undefined when it does not. */
  readonly contentLength: number | undefined;
  readonly body: AsyncIterable<Uint8Array>;
}

export interface StoredVersion {
  readonly documentId: string;
  readonly versionId: string;
  readonly sha256: string;
  readonly byteSize: number;
}

export interface StoreDeps<Content> extends RedeemDeps {
  readonly contents: ContentStore<Content>;
  readonly scanner: Scanner<Content>;
  readonly stillStands: StillStands;
}

/** The bytes are not what was announced: the announcement is void. Other failures leave the link usable. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set([
  'UPLOAD_SIZE_MISMATCH',
  'UPLOAD_HASH_MISMATCH',
  'UPLOAD_TYPE_MISMATCH',
  'UPLOAD_INCOMPLETE',
  'UPLOAD_NOT_CLEAN',
  'CONFLICT',
]);

/**
 * Takes the bytes of an announced version. Either all of it happens, recorded: bytes checked, encrypted, kept, version
 * available, ticket used up; or none of it, and no byte stays.
 *
 * Attack: bytes are sent slowly, and go on coming when the session or the grant behind them has been revoked. Rule: identity is asked
 * when all is there; who does not stand any more leaves nothing, and without an answer nothing is kept either.
 *
 * After a crash: while the bytes stream in, nothing is stored. Staged, not committed: they lie in quarantine until swept,
 * and the link still works. Moved, not committed: as before, they are an orphan until swept. Committed: they are there.
 * @throws AppError TICKET_INVALID, UPLOAD_SIZE_MISMATCH, UPLOAD_HASH_MISMATCH, UPLOAD_TYPE_MISMATCH, UPLOAD_INCOMPLETE,
 *   UPLOAD_NOT_CLEAN, CONFLICT (the document has this content), AUDIT_UNAVAILABLE, SERVICE_UNAVAILABLE
 */
export async function storeVersion<Content>(
  deps: StoreDeps<Content>,
  visitor: TicketVisitor,
  upload: Upload,
): Promise<StoredVersion> {
  const startedAt = new Date(deps.clock.now());
  const { requester, ...subject } = await findRedeemable(deps, visitor, 'upload', upload.token);
  const ended = new AppError('TICKET_INVALID');
  try {
    const staged = await stage(deps, subject, upload);
    try {
      const scan = await deps.scanner.scan(() => deps.contents.openStaged(staged));
      if (!(await deps.stillStands(requester, subject.document.tier))) throw ended;
      await commit(deps, requester, subject, { staged, scan, startedAt });
    } catch (error) {
      await deps.contents.discard(staged);
      throw error;
    }
  } catch (error) {
    if (error === ended)
      return refuseTicket(deps, requester, { purpose: 'upload', token: upload.token, problem: 'ended' });
    return settle(deps, requester, subject, { error: asAppError(error), token: upload.token });
  }
  const { id, documentId, sha256, byteSize } = subject.version;
  return { documentId, versionId: id, sha256, byteSize };
}

async function stage<Content>(
  { contents }: StoreDeps<Content>,
  { version }: TicketSubject,
  { mediaType, contentLength, body }: Upload,
): Promise<StagedContent> {
  if (mediaType !== version.mediaType) throw new AppError('UPLOAD_TYPE_MISMATCH');
  if (contentLength !== undefined && contentLength !== version.byteSize) throw new AppError('UPLOAD_SIZE_MISMATCH');
  return contents.stage(identityOf(version), body);
}

interface Checked {
  readonly staged: StagedContent;
  readonly scan: ScanStatus;
  /** A link that was good when the upload began is good for the whole of it. */
  readonly startedAt: Date;
}

async function commit<Content>(
  { database, contents, clock }: StoreDeps<Content>,
  requester: Requester,
  { ticket, document, version }: TicketSubject,
  { staged, scan, startedAt }: Checked,
): Promise<void> {
  await database.change(requester, async ({ tickets, versions }) => {
    // The bytes may have taken long: a grant that has ended meanwhile opens nothing.
    if (!requester.admits(document)) throw new AppError('TICKET_INVALID');
    // Two uploads of one ticket meet here, and one of them changes the row.
    const won = await tickets.consume(ticket.id, startedAt);
    if (!won || !(await versions.makeAvailable(version.id, staged.content, scan, new Date(clock.now()))))
      throw new AppError('TICKET_INVALID');
    const { number, sha256, byteSize, mediaType } = version;
    return {
      result: undefined,
      record: {
        action: 'vault.version.store',
        tenantId: requester.owner.tenantId,
        target: { type: 'Document', id: document.id, ownerPrincipalId: requester.owner.principalId },
        tier: document.tier,
        detail: { versionId: version.id, number, sha256, byteSize, mediaType, scan },
      },
      // Before the commit, so that a version that is available has its bytes; a refusal by the audit log comes earlier still.
      beforeCommit: () => contents.release(staged),
    };
  });
}

/** Voids the announcement where the bytes were at fault, and passes the failure on. */
async function settle<Content>(
  deps: StoreDeps<Content>,
  requester: Requester,
  { document, version }: TicketSubject,
  { error, token }: { readonly error: AppError; readonly token: string },
): Promise<never> {
  if (error.code === 'TICKET_INVALID') {
    const problem = requester.admits(document) ? 'used' : 'grant';
    return refuseTicket(deps, requester, { purpose: 'upload', token, problem });
  }
  if (!REFUSALS.has(error.code)) throw error;
  const removed = await removeAnnouncement(deps, requester, { document, version, reason: error.code });
  if (!removed) return refuseTicket(deps, requester, { purpose: 'upload', token, problem: 'used' });
  throw error;
}

/** @returns false when another upload of the same ticket settled it before; nothing is changed then */
async function removeAnnouncement<Content>(
  { database }: StoreDeps<Content>,
  requester: Requester,
  { document, version, reason }: Pick<TicketSubject, 'document' | 'version'> & { readonly reason: ErrorCode },
): Promise<boolean> {
  const settled = new AppError('TICKET_INVALID');
  try {
    await database.change(requester, async ({ versions }) => {
      if (!(await versions.deletePending(version.id))) throw settled;
      return {
        result: undefined,
        record: {
          action: 'vault.version.refuse',
          tenantId: requester.owner.tenantId,
          target: { type: 'Document', id: document.id, ownerPrincipalId: requester.owner.principalId },
          tier: document.tier,
          detail: { versionId: version.id, reason },
        },
      };
    });
    return true;
  } catch (error) {
    if (error === settled) return false;
    throw error;
  }
}
