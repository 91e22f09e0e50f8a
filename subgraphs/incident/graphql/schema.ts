import { Incident } from './resolvers/Incident.ts';
import { IncidentRevision } from './resolvers/IncidentRevision.ts';
import { reportIncident } from './resolvers/Mutation/reportIncident.ts';
import { reviseIncident } from './resolvers/Mutation/reviseIncident.ts';
import { incident } from './resolvers/Query/incident.ts';
import { incidents } from './resolvers/Query/incidents.ts';
import type { Resolvers } from './generated/resolvers.ts';

/** Every resolver of the incident subgraph. */
export const resolvers: Resolvers = {
  Query: { incident, incidents },
  Mutation: { reportIncident, reviseIncident },
  Incident,
  IncidentRevision,
};
