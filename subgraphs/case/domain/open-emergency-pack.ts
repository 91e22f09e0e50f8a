import { actFor } from './acting.ts';
import { assertAttachable } from './check-documents.ts';
import { openCase } from './open-case.ts';
import type { Clock } from '#platform/clock';
import type { CaseRecord, Contact } from './case-types.ts';
import type { DocumentDirectory, UnitOfWork } from './ports.ts';
import type { Call } from './call.ts';

export interface EmergencyPackInput {
  readonly contacts: readonly Contact[];
  readonly directiveDocumentIds: readonly string[];
  readonly notes: string | null;
  /** Whose case it will be; null for the caller's own. */
  readonly onBehalfOf: string | null;
}

/** @throws AppError NOT_FOUND when one of the documents is not the new case's owner's; DOCUMENT_NOT_AVAILABLE */
export async function openEmergencyPack(
  deps: { readonly uow: UnitOfWork; readonly clock: Clock; readonly documents: DocumentDirectory },
  call: Call,
  input: EmergencyPackInput,
): Promise<CaseRecord> {
  const acting = actFor(call, 'Mutation.openEmergencyPack', input.onBehalfOf, 'input.onBehalfOf');
  const found = await deps.documents.documents(acting, input.directiveDocumentIds);
  for (const at of input.directiveDocumentIds.keys()) {
    assertAttachable(acting.subject, 'emergency_pack', found[at], `input.directiveDocumentIds.${String(at)}`);
  }
  return openCase(deps, acting, { type: 'emergency_pack', ...input });
}
