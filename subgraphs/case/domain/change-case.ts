import { AppError } from '#platform/errors';
import { newId } from '#platform/ids';
import { assertMove } from './state-machine.ts';
import { missingOf } from './slots.ts';
import type { AuditDetail, AuditRecord, ChangeAction } from '#platform/audit';
import type { CaseRecord, CaseStatus } from './case-types.ts';
import type { Stores } from './ports.ts';

/** @throws AppError NOT_FOUND when the case is not the scope's, in the same way as when there is none */
export async function lockCase({ cases }: Stores, id: string): Promise<CaseRecord> {
  const record = await cases.lock(id);
  if (record === undefined) throw new AppError('NOT_FOUND');
  return record;
}

/**
 * Moves a case along its state machine and writes the history row. The update is conditional on the state that was read, so
 * of two at once one wins.
 * @throws AppError TRANSITION_NOT_ALLOWED, or CONFLICT when somebody else was faster
 */
export async function moveCase(
  { cases }: Stores,
  record: CaseRecord,
  to: CaseStatus,
  { at, reason = null }: { readonly at: Date; readonly reason?: string | null },
): Promise<CaseRecord> {
  assertMove(record.type, record.status, to);
  if (!(await cases.setStatus(record.id, record.status, to))) throw new AppError('CONFLICT');
  const { id: caseId, tenantId, principalId, status: from } = record;
  await cases.addTransition({ id: newId(at.getTime()), caseId, tenantId, principalId, from, to, reason, at });
  return { ...record, status: to };
}

/** Names of what a case still lacks. */
export async function missingIn({ cases }: Stores, { id, type }: CaseRecord): Promise<string[]> {
  const [evidence, contacts] = [await cases.evidence(id), await cases.contacts(id)];
  return missingOf(
    type,
    evidence.map(({ slot }) => slot),
    contacts.length,
  );
}

/** What the log says of a change. The case is the target of everything about it, so that its trail is one. */
export function caseEntry(action: ChangeAction, record: CaseRecord, detail: AuditDetail): AuditRecord {
  return {
    action,
    tenantId: record.tenantId,
    target: { type: 'Case', id: record.id, ownerPrincipalId: record.principalId },
    tier: 'amber',
    detail,
  };
}

/** The states of a move for the log; empty when the state stayed. */
export function moved(before: CaseRecord, after: CaseRecord): { from?: CaseStatus; to?: CaseStatus } {
  return before.status === after.status ? {} : { from: before.status, to: after.status };
}
