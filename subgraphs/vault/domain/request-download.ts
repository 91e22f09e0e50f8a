import { AppError } from '#platform/errors';
import { newId } from '#platform/ids';
import { expiryOf } from './ticket.ts';
import type { Clock } from '#platform/clock';
import type { DocumentVersion } from './document.ts';
import type { VaultDatabase } from './ports.ts';
import type { Requester } from './requester.ts';
import type { TicketTokens } from './ticket.ts';

export interface OfferedDownload {
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
 * Issues a ticket for the bytes of a document's current version.
 * @throws AppError NOT_FOUND for a document the caller may not see, DOCUMENT_NOT_AVAILABLE before its first upload,
 *   AUDIT_UNAVAILABLE
 */
export async function requestDownload(
  { database, tokens, clock }: Deps,
  requester: Requester,
  documentId: string,
): Promise<OfferedDownload> {
  const now = clock.now();
  const { caller, owner } = requester;
  const { token, hash } = tokens.create();
  const expiresAt = expiryOf('download', now);
  return database.change(requester, async ({ documents, versions, tickets }) => {
    const [document] = await documents.find([documentId], requester.tiers);
    if (document === undefined) throw new AppError('NOT_FOUND');
    const [version] = await versions.findCurrent([documentId]);
    if (version === undefined) throw new AppError('DOCUMENT_NOT_AVAILABLE');
    const ticket = { id: newId(now), purpose: 'download', versionId: version.id, expiresAt, consumedAt: null } as const;
    await tickets.insert({ ...ticket, holderId: caller.principalId, sessionId: caller.sessionId }, hash, new Date(now));
    const record = {
      action: 'vault.document.request_download',
      tenantId: owner.tenantId,
      target: { type: 'Document', id: documentId, ownerPrincipalId: owner.principalId },
      tier: document.tier,
      detail: { versionId: version.id },
    } as const;
    return { result: { version, token, expiresAt }, record };
  });
}
