import { badInput } from '#platform/errors';
import { newId } from '#platform/ids';
import { incidentRecord } from './incident-record.ts';
import type { Clock } from '#platform/clock';
import type { Incident, IncidentFacts } from './incident.ts';
import type { IncidentDatabase, Officer } from './ports.ts';

export interface IncidentDeps {
  readonly database: IncidentDatabase;
  readonly clock: Clock;
}

/**
 * Records a security compromise with what is known of it as revision 1.
 * @throws AppError BAD_USER_INPUT when it would have been discovered in the future; AUDIT_UNAVAILABLE
 */
export async function reportIncident(
  { database, clock }: IncidentDeps,
  officer: Officer,
  { discoveredAt, facts }: { readonly discoveredAt: Date; readonly facts: IncidentFacts },
): Promise<Incident> {
  const now = clock.now();
  if (discoveredAt.getTime() > now) throw badInput('input.discoveredAt', 'must not be in the future');
  const reportedAt = new Date(now);
  const authorId = officer.principalId;
  const incident: Incident = { id: newId(now), status: 'reported', discoveredAt, reportedAt, reportedById: authorId };
  return database.change(officer, async (tables) => {
    await tables.insertIncident(incident);
    await tables.insertRevision({
      ...facts,
      incidentId: incident.id,
      number: 1,
      reason: null,
      authorId,
      createdAt: reportedAt,
    });
    return { result: incident, record: incidentRecord('incident.incident.report', officer, incident.id, 1, facts) };
  });
}
