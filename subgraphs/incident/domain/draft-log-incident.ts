import { AppError } from '#platform/errors';
import { derivedId } from '#platform/ids';
import { incidentRecord } from './incident-record.ts';
import { INCIDENT_LIMITS } from './incident.ts';
import type { AuditAlarm } from '#platform/audit';
import type { Incident, IncidentFacts } from './incident.ts';
import type { Officer } from './ports.ts';
import type { IncidentDeps } from './report-incident.ts';

/**
 * Drafts an incident because the audit log was found not to agree with itself. An alarm has one draft, however often and by how many
 * instances it is heard of: its id follows from that of the alarm.
 * @param service who writes drafts: the service itself, for one organisation
 * @returns undefined when there is a draft already
 * @throws AppError AUDIT_UNAVAILABLE while the log takes nothing; to be tried again
 */
export async function draftLogIncident(
  { database, clock }: IncidentDeps,
  service: Officer,
  alarm: AuditAlarm,
): Promise<Incident | undefined> {
  const id = derivedId('lifeready-incident/audit-alarm/v1', alarm.id);
  const known = await database.read(service, (tables) => tables.findIncidents([id]));
  if (known.length > 0) return undefined;
  const now = clock.now();
  const reportedAt = new Date(now);
  // The clock of another machine may be ahead.
  const discoveredAt = new Date(Math.min(now, Date.parse(alarm.raisedAt)));
  const incident: Incident = { id, status: 'draft', discoveredAt, reportedAt, reportedById: null };
  const facts = factsOf(alarm);
  const first = { ...facts, incidentId: id, number: 1, reason: null, authorId: null, createdAt: reportedAt };
  try {
    return await database.change(service, async (tables) => {
      await tables.insertIncident(incident);
      await tables.insertRevision(first);
      return { result: incident, record: incidentRecord('incident.incident.report', service, id, 1, facts) };
    });
  } catch (error) {
    // Another instance was faster.
    if (error instanceof AppError && error.code === 'CONFLICT') return undefined;
    throw error;
  }
}

/** What the service knows. Whether anybody's personal information is concerned, it does not. */
function factsOf({ id, raisedAt, findings, examples }: AuditAlarm): IncidentFacts {
  const places = examples.map(({ kind, place }) => `- ${kind}: ${place}`).join('\n');
  const description = `The audit log was found not to agree with itself at ${raisedAt} (alarm ${id}). Places found so far: ${String(findings)}. Some of them:
${places}
Somebody may have changed stored records. The runbook "The audit log does not agree with itself" says how to find out; then revise this draft.`;
  return {
    title: 'The audit log does not agree with itself',
    description: description.slice(0, INCIDENT_LIMITS.description),
    certainty: 'alleged',
    compromiseType: 'damage',
    affectedDataClasses: ['audit log'],
    affectedUserCount: 0,
    mitigationSteps: null,
    possibleConsequences: null,
  };
}
