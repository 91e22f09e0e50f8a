import { AppError } from '#platform/errors';
import { newId } from '#platform/ids';
import { expiryOf } from './ticket.ts';
import type { Clock } from '#platform/clock';
import type { Document, DocumentVersion } from './document.ts';
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
 * @param document that the requester was found to may download
 * @throws AppError DOCUMENT_NOT_AVAILABLE before its first upload, AUDIT_UNAVAILABLE
 */
export async function requestDownload(
  { database, tokens, clock }: Deps,
  requester: Requester,
  document: Document,
): Promise<OfferedDownload> {
  const now = clock.now();
  const { caller, owner, grantId } = requester;
  const { token, hash } = tokens.create();
  const expiresAt = expiryOf('download', now);
  return database.change(requester, async ({ versions, tickets }) => {
    const [version] = await versions.findCurrent([document.id]);
    if (version === undefined) throw new AppError('DOCUMENT_NOT_AVAILABLE');
    const ticket = { id: newId(now), purpose: 'download', versionId: version.id, expiresAt, consumedAt: null } as const;
    const holder = { holderId: caller.principalId, sessionId: caller.sessionId, grantId };
    await tickets.insert({ ...ticket, ...holder }, hash, new Date(now));
    const record = {
      action: 'vault.document.request_download',
      tenantId: owner.tenantId,
      target: { type: 'Document', id: document.id, ownerPrincipalId: owner.principalId },
      tier: document.tier,
      detail: { versionId: version.id },
    } as const;
    return { result: { version, token, expiresAt }, record };
  });
}
