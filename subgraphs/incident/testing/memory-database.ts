import { AppError } from '#platform/errors';
import type { AuditRecord } from '#platform/audit';
import type { Incident, IncidentRevision } from '../domain/incident.ts';
import type { IncidentDatabase, IncidentTables, Officer } from '../domain/ports.ts';

interface Rows {
  incidents: (Incident & { readonly tenantId: string })[];
  revisions: (IncidentRevision & { readonly tenantId: string })[];
}

/** The port in memory: each change is kept together with its record, or not at all. */
export interface MemoryDatabase extends IncidentDatabase {
  readonly rows: Rows;
  readonly records: AuditRecord[];
  /** While true, nothing can be recorded. */
  auditDown: boolean;
}

export function createMemoryDatabase(): MemoryDatabase {
  const database: MemoryDatabase = {
    rows: { incidents: [], revisions: [] },
    records: [],
    auditDown: false,
    read: (officer, work) => work(tablesOf(database.rows, officer)),
    change: async (officer, work) => {
      const draft: Rows = { incidents: [...database.rows.incidents], revisions: [...database.rows.revisions] };
      const { result, record } = await work(tablesOf(draft, officer));
      if (database.auditDown) throw new AppError('AUDIT_UNAVAILABLE');
      Object.assign(database.rows, draft);
      database.records.push(record);
      return result;
    },
  };
  return database;
}

function tablesOf(rows: Rows, { tenantId }: Officer): IncidentTables {
  const own = <Row extends { readonly tenantId: string }>(table: readonly Row[]): Row[] =>
    table.filter((row) => row.tenantId === tenantId);
  const revisionsOf = (incidentId: string): IncidentRevision[] =>
    own(rows.revisions)
      .filter((revision) => revision.incidentId === incidentId)
      .sort((one, other) => other.number - one.number);
  return {
    insertIncident: async (incident) => void rows.incidents.push({ ...incident, tenantId }),
    insertRevision: async (revision) => {
      if (revisionsOf(revision.incidentId).some(({ number }) => number === revision.number))
        throw new AppError('CONFLICT');
      rows.revisions.push({ ...revision, tenantId });
    },
    findIncidents: async (ids) => own(rows.incidents).filter(({ id }) => ids.includes(id)),
    pageOfIncidents: async ({ readLimit, before }) =>
      own(rows.incidents)
        .filter(({ id }) => before === undefined || id < before)
        .sort((one, other) => (one.id < other.id ? 1 : -1))
        .slice(0, readLimit),
    findCurrentRevisions: async (ids) => ids.flatMap((id) => revisionsOf(id).slice(0, 1)),
    pagesOfRevisions: async (requests) =>
      requests.map(({ incidentId, before, readLimit }) =>
        revisionsOf(incidentId)
          .filter(({ number }) => before === undefined || number < Number(before))
          .slice(0, readLimit),
      ),
  };
}
