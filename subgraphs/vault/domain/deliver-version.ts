import { AppError, asAppError } from '#platform/errors';
import { identityOf } from './document.ts';
import { findRedeemable, refuseTicket } from './redeem-ticket.ts';
import type { AuditAction, AuditRecord } from '#platform/audit';
import type { Document, DocumentVersion } from './document.ts';
import type { ContentStore, VaultDatabase } from './ports.ts';
import type { RedeemDeps } from './redeem-ticket.ts';
import type { Requester } from './requester.ts';
import type { TicketVisitor } from './ticket.ts';

/** Bytes on their way out. Whoever does not read `content` to its end closes it. */
export interface Delivery<Content> {
  readonly document: Document;
  readonly version: DocumentVersion;
  readonly content: Content;
}

export interface DeliverDeps<Content> extends RedeemDeps {
  readonly contents: ContentStore<Content>;
}

/**
 * Uses up a download ticket and hands out the bytes. Recorded before the first byte: without a record nothing is delivered
 * and the link still works, as it does when the bytes cannot be read.
 *
 * It is recorded as a change, not as a fact, because a ticket is used up: a crash between record and commit would leave a
 * fact that is not true, whereas an attempt is settled as ABORTED.
 * @throws AppError TICKET_INVALID, CIPHERTEXT_INVALID, OBJECT_MISSING, KEY_UNAVAILABLE, AUDIT_UNAVAILABLE
 */
export async function deliverVersion<Content>(
  deps: DeliverDeps<Content>,
  visitor: TicketVisitor,
  token: string,
): Promise<Delivery<Content>> {
  const { requester, ticket, document, version } = await findRedeemable(deps, visitor, 'download', token);
  const content = await openContent(deps, requester, document, version, 'vault.version.deliver');
  try {
    await deps.database.change(requester, async ({ tickets }) => {
      if (!(await tickets.consume(ticket.id, new Date(deps.clock.now())))) throw new AppError('TICKET_INVALID');
      return { result: undefined, record: recordOf(requester, document, version, 'vault.version.deliver') };
    });
  } catch (error) {
    deps.contents.close(content);
    if (asAppError(error).code !== 'TICKET_INVALID') throw error;
    return refuseTicket(deps, requester, { purpose: 'download', token, problem: 'used' });
  }
  return { document, version, content };
}

/**
 * The bytes of one version for another service, which reads them for its caller. Recorded before the first byte.
 * @param document that the requester was found to may read
 * @throws AppError NOT_FOUND, DOCUMENT_NOT_AVAILABLE, CIPHERTEXT_INVALID, OBJECT_MISSING, KEY_UNAVAILABLE, AUDIT_UNAVAILABLE
 */
export async function readVersion<Content>(
  deps: { readonly database: VaultDatabase; readonly contents: ContentStore<Content> },
  requester: Requester,
  document: Document,
  versionId: string,
): Promise<Delivery<Content>> {
  const version = await deps.database.read(requester.owner, ({ versions }) => versions.find(document.id, versionId));
  if (version === undefined) throw new AppError('NOT_FOUND');
  const content = await openContent(deps, requester, document, version, 'vault.version.read');
  try {
    const record = recordOf(requester, document, version, 'vault.version.read');
    await deps.database.fact(requester, { ...record, outcome: 'OK' });
  } catch (error) {
    deps.contents.close(content);
    throw error;
  }
  return { document, version, content };
}

async function openContent<Content>(
  { database, contents }: { readonly database: VaultDatabase; readonly contents: ContentStore<Content> },
  requester: Requester,
  document: Document,
  version: DocumentVersion,
  action: AuditAction,
): Promise<Content> {
  const { owner } = requester;
  const stored = await database.read(owner, ({ versions }) => versions.findContent(version.id));
  if (stored === undefined) throw new AppError('DOCUMENT_NOT_AVAILABLE');
  try {
    return await contents.open(identityOf(version), stored);
  } catch (error) {
    const { code } = asAppError(error);
    await database.fact(requester, {
      ...recordOf(requester, document, version, action),
      outcome: 'FAILED',
      reasonCode: code,
    });
    throw error;
  }
}

function recordOf<Action extends AuditAction>(
  requester: Requester,
  document: Document,
  version: DocumentVersion,
  action: Action,
): Omit<AuditRecord, 'action'> & { readonly action: Action } {
  return {
    action,
    tenantId: requester.owner.tenantId,
    target: { type: 'Document', id: document.id, ownerPrincipalId: requester.owner.principalId },
    tier: document.tier,
    detail: { versionId: version.id, sha256: version.sha256, byteSize: version.byteSize },
  };
}
