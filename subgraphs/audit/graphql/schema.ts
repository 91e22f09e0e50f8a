import { AuditEntry } from './resolvers/AuditEntry.ts';
import { trailResolvers } from './resolvers/audit-trail.ts';
import { auditCheckpoint } from './resolvers/Query/auditCheckpoint.ts';
import { auditEntries } from './resolvers/Query/auditEntries.ts';
import { auditProof } from './resolvers/Query/auditProof.ts';
import { Principal } from './resolvers/Principal.ts';

/** Every resolver of the audit subgraph. */
export const resolvers = {
  Query: { auditCheckpoint, auditEntries, auditProof },
  AuditEntry,
  Case: trailResolvers('Case', 'principal'),
  Document: trailResolvers('Document', 'principal'),
  Person: trailResolvers('Person', 'principal'),
  Asset: trailResolvers('Asset', 'principal'),
  RoleGrant: trailResolvers('RoleGrant', 'principal'),
  StagedAccess: trailResolvers('StagedAccess', 'principal'),
  Principal,
  Incident: trailResolvers('Incident', 'organisation'),
};
