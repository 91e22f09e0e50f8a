import { AppError } from '#platform/errors';
import { newId } from '#platform/ids';
import { expiryOf } from './ticket.ts';
import type { Clock } from '#platform/clock';
import type { Document, DocumentVersion, MediaType } from './document.ts';
import type { VaultDatabase, VaultTables } from './ports.ts';
import type { Requester } from './requester.ts';
import type { TicketTokens, TransferTicket } from './ticket.ts';

export type NewDocument = Pick<Document, 'title' | 'type' | 'tier' | 'tags'>;

/** What the client says about bytes it has not sent. Every word of it is checked when they come. */
export interface UploadClaims {
  /** A document to add a version to, which the requester was found to may change, or what to call a new one. */
  readonly document: Document | NewDocument;
  readonly byteSize: number;
  readonly sha256: string;
  readonly mediaType: MediaType;
}

export interface AnnouncedUpload {
  readonly document: Document;
  readonly version: DocumentVersion;
  /** Shown once; the vault keeps only its hash. */
  readonly token: string;
  readonly expiresAt: Date;
}

interface Deps {
  readonly database: VaultDatabase;
  readonly tokens: TicketTokens;
  readonly clock: Clock;
}

/**
 * Announces a document, or a new version of one, and issues the ticket for its bytes.
 * @throws AppError CONFLICT when the document holds this content already, AUDIT_UNAVAILABLE
 */
export async function requestUpload(
  { database, tokens, clock }: Deps,
  requester: Requester,
  claims: UploadClaims,
): Promise<AnnouncedUpload> {
  const now = clock.now();
  const { tenantId, principalId } = requester.owner;
  const { token, hash } = tokens.create();
  return database.change(requester, async (tables) => {
    const document = await documentFor(tables, requester, claims, now);
    const version = await announce(tables, document, claims, now);
    const ticket = uploadTicket(requester, version.id, now);
    await tables.tickets.insert(ticket, hash, new Date(now));
    return {
      result: { document, version, token, expiresAt: ticket.expiresAt },
      record: {
        action: 'vault.document.request_upload',
        tenantId,
        target: { type: 'Document', id: document.id, ownerPrincipalId: principalId },
        tier: document.tier,
        detail: {
          versionId: version.id,
          number: version.number,
          byteSize: version.byteSize,
          sha256: version.sha256,
          mediaType: version.mediaType,
        },
      },
    };
  });
}

async function documentFor(
  { documents }: VaultTables,
  requester: Requester,
  { document }: UploadClaims,
  nowMs: number,
): Promise<Document> {
  if ('id' in document) return document;
  const created = { ...document, ...requester.owner, id: newId(nowMs), createdAt: new Date(nowMs) };
  await documents.insert(created);
  return created;
}

async function announce(
  { versions }: VaultTables,
  { id: documentId, tenantId, principalId }: Document,
  { byteSize, sha256, mediaType }: UploadClaims,
  nowMs: number,
): Promise<DocumentVersion> {
  if (await versions.hasAvailableContent(documentId, sha256)) throw new AppError('CONFLICT');
  const version: DocumentVersion = {
    tenantId,
    principalId,
    id: newId(nowMs),
    documentId,
    number: await versions.nextNumber(documentId),
    status: 'pending',
    scan: 'not_scanned',
    sha256,
    byteSize,
    mediaType,
    createdAt: new Date(nowMs),
  };
  await versions.insertPending(version);
  return version;
}

function uploadTicket({ caller, grantId }: Requester, versionId: string, nowMs: number): TransferTicket {
  return {
    id: newId(nowMs),
    purpose: 'upload',
    versionId,
    holderId: caller.principalId,
    sessionId: caller.sessionId,
    grantId,
    expiresAt: expiryOf('upload', nowMs),
    consumedAt: null,
  };
}
