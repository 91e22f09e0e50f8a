import { newId } from '#platform/ids';
import { requestOf } from './acting.ts';
import { caseEntry } from './change-case.ts';
import { scopeOf } from './call.ts';
import type { Tier } from '#platform/auth';
import type { Clock } from '#platform/clock';
import type { CaseContact, CaseRecord, CaseType, Contact } from './case-types.ts';
import type { UnitOfWork } from './ports.ts';
import type { Acting } from './call.ts';

export interface CaseOpening {
  readonly type: CaseType;
  readonly notes: string | null;
  readonly nomineePersonId?: string;
  readonly nomineeGrant?: { readonly id: string; readonly tiers: readonly Tier[] } | undefined;
  readonly contacts?: readonly Contact[];
  readonly directiveDocumentIds?: readonly string[];
}

/** Writes a checked new case with its first history row. */
export async function openCase(
  deps: { readonly uow: UnitOfWork; readonly clock: Clock },
  acting: Acting,
  opening: CaseOpening,
): Promise<CaseRecord> {
  const scope = scopeOf(acting);
  const createdAt = new Date(deps.clock.now());
  const record: CaseRecord = {
    ...scope,
    id: newId(createdAt.getTime()),
    type: opening.type,
    status: 'draft',
    notes: opening.notes,
    nomineePersonId: opening.nomineePersonId ?? null,
    nomineeGrantId: opening.nomineeGrant?.id ?? null,
    nomineeGrantTiers: opening.nomineeGrant?.tiers ?? null,
    contentRevision: 0,
    createdAt,
  };
  const caseId = record.id;
  const contacts = (opening.contacts ?? []).map((contact, at): CaseContact => ({
    ...scope,
    ...contact,
    caseId,
    position: at + 1,
  }));
  const directives = opening.directiveDocumentIds ?? [];
  return deps.uow.change(requestOf(acting), async (stores) => {
    await stores.cases.insert(record, contacts);
    for (const [at, documentId] of directives.entries()) {
      await stores.cases.putEvidence({
        ...scope,
        caseId,
        slot: `directive_${String(at + 1)}`,
        documentId,
        addedAt: createdAt,
      });
    }
    await stores.cases.addTransition({
      ...scope,
      id: newId(createdAt.getTime()),
      caseId,
      from: null,
      to: 'draft',
      reason: null,
      at: createdAt,
    });
    const detail = {
      type: record.type,
      contacts: contacts.length,
      documents: directives.length,
      nomineeGrantId: record.nomineeGrantId,
    };
    return { result: record, record: caseEntry('case.case.create', record, detail) };
  });
}
