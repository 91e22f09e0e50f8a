import type { AuditActor, AuditRecord } from '#platform/audit';
import type { Incident, IncidentRevision } from './incident.ts';

/**
 * An information officer of an organisation, from the verified context token, never from input; or the service itself, which may write
 * drafts for the one organisation that its configuration names.
 */
export interface Officer {
  readonly tenantId: string;
  readonly principalId: string;
  readonly actor: AuditActor;
  readonly requestId: string;
}

/** Newest first. */
export interface PageRequest {
  readonly readLimit: number;
  /** Key of the last row of the page before. */
  readonly before: string | undefined;
}

export interface RevisionPageRequest extends PageRequest {
  readonly incidentId: string;
}

/** Incidents and revisions of one organisation, inside one transaction. */
export interface IncidentTables {
  /** @throws AppError CONFLICT when there is one with this id */
  insertIncident(incident: Incident): Promise<void>;
  /** @throws AppError CONFLICT when the number is taken: somebody was faster */
  insertRevision(revision: IncidentRevision): Promise<void>;
  findIncidents(ids: readonly string[]): Promise<Incident[]>;
  pageOfIncidents(page: PageRequest): Promise<Incident[]>;
  /** The newest revision of each. */
  findCurrentRevisions(incidentIds: readonly string[]): Promise<IncidentRevision[]>;
  /** In the order asked for. */
  pagesOfRevisions(requests: readonly RevisionPageRequest[]): Promise<IncidentRevision[][]>;
}

/** The only way to the tables: every transaction in one organisation's scope, every change bound to the audit log. */
export interface IncidentDatabase {
  read<Result>(officer: Officer, work: (tables: IncidentTables) => Promise<Result>): Promise<Result>;
  change<Result>(
    officer: Officer,
    work: (tables: IncidentTables) => Promise<{ readonly result: Result; readonly record: AuditRecord }>,
  ): Promise<Result>;
}
