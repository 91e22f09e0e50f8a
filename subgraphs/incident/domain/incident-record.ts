import type { AuditRecord, ChangeAction } from '#platform/audit';
import type { IncidentFacts } from './incident.ts';
import type { Officer } from './ports.ts';

/** What the audit log is told: which incident and revision, how sure, what kind, how many. No text of people. */
export function incidentRecord(
  action: ChangeAction,
  { tenantId }: Officer,
  id: string,
  revision: number,
  { certainty, compromiseType, affectedUserCount }: IncidentFacts,
): AuditRecord {
  return {
    action,
    tenantId,
    target: { type: 'Incident', id, ownerPrincipalId: null },
    tier: 'amber',
    detail: { revision, certainty, compromiseType, affectedUserCount },
  };
}
