import { assertAttachable } from './check-documents.ts';
import { openCase } from './open-case.ts';
import type { Clock } from '#platform/clock';
import type { CaseRecord, Contact } from './case-types.ts';
import type { DocumentDirectory, UnitOfWork } from './ports.ts';
import type { Call } from './scope.ts';

export interface EmergencyPackInput {
  readonly contacts: readonly Contact[];
  readonly directiveDocumentIds: readonly string[];
  readonly notes: string | null;
}

/** @throws AppError NOT_FOUND when one of the documents is not the caller's; DOCUMENT_NOT_AVAILABLE */
export async function openEmergencyPack(
  deps: { readonly uow: UnitOfWork; readonly clock: Clock; readonly documents: DocumentDirectory },
  call: Call,
  input: EmergencyPackInput,
): Promise<CaseRecord> {
  const found = await deps.documents.documents(call, input.directiveDocumentIds);
  for (const at of input.directiveDocumentIds.keys()) {
    assertAttachable('emergency_pack', found[at], `input.directiveDocumentIds.${String(at)}`);
  }
  return openCase(deps, call, { type: 'emergency_pack', ...input });
}
