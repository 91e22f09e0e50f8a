import type { Incident, IncidentRevision } from '../domain/incident.ts';

/** What resolvers hold where the schema says `Incident`, and so on; the resolver types are generated from these. */
export type IncidentMapper = Incident;
export type IncidentRevisionMapper = IncidentRevision;
