import { AppError } from '#platform/errors';
import { incidentRecord } from './incident-record.ts';
import type { Incident, IncidentFacts } from './incident.ts';
import type { Officer } from './ports.ts';
import type { IncidentDeps } from './report-incident.ts';

export interface NewRevision {
  readonly incidentId: string;
  /** Newest revision that the author has seen. */
  readonly basedOnRevision: number;
  readonly facts: IncidentFacts;
  readonly reason: string;
}

/**
 * Adds a revision; earlier ones stay as they are.
 * @throws AppError NOT_FOUND for a missing or foreign incident; CONFLICT when somebody else revised it since;
 *   AUDIT_UNAVAILABLE
 */
export async function reviseIncident(
  { database, clock }: IncidentDeps,
  officer: Officer,
  { incidentId, basedOnRevision, facts, reason }: NewRevision,
): Promise<Incident> {
  return database.change(officer, async (tables) => {
    const [incident] = await tables.findIncidents([incidentId]);
    const [current] = await tables.findCurrentRevisions([incidentId]);
    if (incident === undefined || current === undefined) throw new AppError('NOT_FOUND');
    if (current.number !== basedOnRevision)
      throw new AppError('CONFLICT', { facts: { currentRevision: current.number } });
    const number = current.number + 1;
    const createdAt = new Date(clock.now());
    await tables.insertRevision({ ...facts, incidentId, number, reason, authorId: officer.principalId, createdAt });
    return { result: incident, record: incidentRecord('incident.incident.revise', officer, incidentId, number, facts) };
  });
}
