import { createIncidentTables } from './incident-tables.ts';
import type { AuditedDatabase } from '#platform/audit';
import type { IncidentDatabase } from '../domain/ports.ts';

/** Binds the tables to one organisation and to the audit log. */
export function createIncidentDatabase(audited: AuditedDatabase): IncidentDatabase {
  return {
    read: (officer, work) => audited.read(officer, (tx) => work(createIncidentTables(tx, officer.tenantId))),
    change: (officer, work) =>
      audited.change({ scope: officer, actor: officer.actor, requestId: officer.requestId }, (tx) =>
        work(createIncidentTables(tx, officer.tenantId)),
      ),
  };
}
