import { AppError } from '#platform/errors';
import { newId } from '#platform/ids';
import { permitted } from './acting.ts';
import { isOfSubject, isPermittedTier } from './check-documents.ts';
import { personOf } from './check-people.ts';
import { scopeOf } from './call.ts';
import { MAX_DOCUMENTS, assertComplete, inSlotOrder, missingOf } from './slots.ts';
import { statusAfterExport } from './state-machine.ts';
import type { Clock } from '#platform/clock';
import type { CaseContact, CaseRecord, Evidence } from './case-types.ts';
import type {
  DocumentDirectory,
  GrantDirectory,
  PackPlan,
  PersonDirectory,
  PlannedDocument,
  PrincipalDirectory,
  UnitOfWork,
} from './ports.ts';
import type { Acting } from './call.ts';

/** Bytes of documents in one pack. */
export const MAX_PACK_BYTES = 200 * 1_048_576;

export interface PlanDeps {
  readonly uow: UnitOfWork;
  readonly clock: Clock;
  readonly documents: DocumentDirectory;
  readonly people: PersonDirectory;
  readonly grants: GrantDirectory;
  readonly principals: PrincipalDirectory;
}

interface Content {
  readonly record: CaseRecord;
  readonly evidence: readonly Evidence[];
  readonly contacts: readonly CaseContact[];
}

/**
 * Reads a case and asks again, now, for everything that goes into its pack. Nothing is skipped: what cannot be had
 * keeps the pack from being built.
 * @throws AppError NOT_FOUND, TRANSITION_NOT_ALLOWED, EVIDENCE_INCOMPLETE, DOCUMENT_NOT_AVAILABLE, CONFLICT for too much content
 *   and for a document of a tier that the executor nominee was not granted
 */
export async function planPack(deps: PlanDeps, acting: Acting, caseId: string): Promise<PackPlan> {
  const { record, evidence, contacts } = await readContent(deps, acting, caseId);
  statusAfterExport(record.type, record.status);
  assertComplete(
    missingOf(
      record.type,
      evidence.map(({ slot }) => slot),
      contacts.length,
    ),
  );
  const [documents, nomineeName, ownerName] = await Promise.all([
    planDocuments(deps, acting, record, evidence),
    nomineeOf(deps, acting, record),
    deps.principals.displayName(acting, acting.subject.principalId),
  ]);
  await assertGrantReaches(deps, acting, record, documents);
  const exportedAt = new Date(deps.clock.now());
  return {
    packId: newId(exportedAt.getTime()),
    record,
    contacts,
    documents,
    nomineeName,
    ownerName,
    proxyGrantId: acting.subject.grant?.id ?? null,
    exportedAt,
  };
}

async function readContent({ uow }: PlanDeps, acting: Acting, caseId: string): Promise<Content> {
  return uow.read(scopeOf(acting), async ({ cases }) => {
    const record = permitted(acting, await cases.find(caseId));
    const [evidence, contacts] = [await cases.evidence(caseId), await cases.contacts(caseId)];
    return { record, evidence: inSlotOrder(record.type, evidence), contacts };
  });
}

async function planDocuments(
  deps: PlanDeps,
  acting: Acting,
  record: CaseRecord,
  evidence: readonly Evidence[],
): Promise<PlannedDocument[]> {
  const found = await deps.documents.documents(
    acting,
    evidence.map(({ documentId }) => documentId),
  );
  const gone: string[] = [];
  const empty: string[] = [];
  const planned: PlannedDocument[] = [];
  for (const [at, { slot }] of evidence.entries()) {
    const document = found[at] ?? null;
    if (document === null || !isOfSubject(acting.subject, document) || !isPermittedTier(record.type, document))
      gone.push(slot);
    else if (document.version === null) empty.push(slot);
    else planned.push({ slot, document, version: document.version });
  }
  assertComplete(gone);
  if (empty.length > 0) throw new AppError('DOCUMENT_NOT_AVAILABLE', { facts: { slots: empty } });
  assertSize(planned);
  return planned;
}

function assertSize(planned: readonly PlannedDocument[]): void {
  const bytes = planned.reduce((sum, { version }) => sum + version.byteSize, 0);
  if (planned.length <= MAX_DOCUMENTS && bytes <= MAX_PACK_BYTES) return;
  throw new AppError('CONFLICT', {
    detail: 'The documents are more than a pack holds.',
    facts: { maxDocuments: MAX_DOCUMENTS, maxBytes: MAX_PACK_BYTES },
  });
}

/**
 * Attack: a nominee who was granted green alone reads amber documents because they stand in a pack. Rule: a pack that a grant
 * opens holds documents of the granted tiers only. Decided here once, because the tiers of a document and of a
 * grant never change, nor does the grant of a case.
 */
async function assertGrantReaches(
  { grants }: PlanDeps,
  acting: Acting,
  { nomineeGrantId, nomineeGrantTiers }: CaseRecord,
  documents: readonly PlannedDocument[],
): Promise<void> {
  if (nomineeGrantId === null) return;
  // Only its two parties see a grant, so a proxy cannot ask: the case says what it reaches, but for cases of before that.
  const tiers = nomineeGrantTiers ?? (await grants.grant(acting, nomineeGrantId))?.tiers ?? [];
  const beyond = documents.filter(({ document }) => !tiers.includes(document.tier));
  if (beyond.length === 0) return;
  throw new AppError('CONFLICT', {
    detail: 'The grant of the executor nominee does not reach the tier of every document.',
    facts: { slots: beyond.map(({ slot }) => slot) },
  });
}

async function nomineeOf(deps: PlanDeps, acting: Acting, { nomineePersonId }: CaseRecord): Promise<string | null> {
  if (nomineePersonId === null) return null;
  const person = await personOf(deps, acting, nomineePersonId);
  if (person === null) throw new AppError('EVIDENCE_INCOMPLETE', { facts: { missing: ['executorNominee'] } });
  return person.fullName;
}
