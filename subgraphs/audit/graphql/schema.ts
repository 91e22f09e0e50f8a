import { AuditEntry } from './resolvers/AuditEntry.ts';
import { trailResolvers } from './resolvers/audit-trail.ts';
import { auditCheckpoint } from './resolvers/Query/auditCheckpoint.ts';
import { auditEntries } from './resolvers/Query/auditEntries.ts';

/** Every resolver of the audit subgraph. */
export const resolvers = {
  Query: { auditCheckpoint, auditEntries },
  AuditEntry,
  Case: trailResolvers('Case', 'principal'),
  Document: trailResolvers('Document', 'principal'),
  Incident: trailResolvers('Incident', 'organisation'),
};
