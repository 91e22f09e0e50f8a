import { In, LessThan } from 'typeorm';
import { conflictOn } from '#platform/db';
import { incidentEntity } from './entities/incident.entity.ts';
import { incidentRevisionEntity } from './entities/incident-revision.entity.ts';
import type { EntityManager } from 'typeorm';
import type { Transaction } from '#platform/db';
import type { IncidentRevision } from '../domain/incident.ts';
import type { IncidentTables, RevisionPageRequest } from '../domain/ports.ts';
import type { IncidentRevisionRow } from './entities/incident-revision.entity.ts';

/** Of two drafts about the same thing, one goes in. */
const INCIDENT_KEY = 'incident_pkey';
/** Of two revisions with the same number, one goes in. */
const REVISION_KEY = 'incident_revision_pkey';

/** The tables of one organisation. Row-level security says the same again. */
export function createIncidentTables({ manager }: Transaction, tenantId: string): IncidentTables {
  return {
    insertIncident: async (incident) => {
      await conflictOn(INCIDENT_KEY, () => manager.insert(incidentEntity, { ...incident, tenantId }));
    },
    insertRevision: async (revision) => {
      const row = { ...revision, affectedDataClasses: [...revision.affectedDataClasses], tenantId };
      await conflictOn(REVISION_KEY, () => manager.insert(incidentRevisionEntity, row));
    },
    findIncidents: (ids) => manager.find(incidentEntity, { where: { tenantId, id: In(ids) } }),
    pageOfIncidents: ({ readLimit, before }) =>
      manager.find(incidentEntity, {
        where: { tenantId, ...(before === undefined ? {} : { id: LessThan(before) }) },
        order: { id: 'DESC' },
        take: readLimit,
      }),
    findCurrentRevisions: (incidentIds) =>
      manager
        .createQueryBuilder(incidentRevisionEntity, 'revision')
        .distinctOn(['revision.incidentId'])
        .where({ tenantId, incidentId: In(incidentIds) })
        .orderBy('revision.incidentId')
        .addOrderBy('revision.number', 'DESC')
        .getMany(),
    pagesOfRevisions: (requests) => pagesOfRevisions(manager, tenantId, requests),
  };
}

/** One statement for all incidents of a list: each lateral sub-select reads its own page from the primary key. */
const PAGES = `SELECT wanted.at, page.number
  FROM unnest($2::uuid[], $3::integer[], $4::integer[]) WITH ORDINALITY AS wanted (incident_id, before, page_limit, at)
  CROSS JOIN LATERAL (
    SELECT r.number FROM incident_revision r
    WHERE r.tenant_id = $1 AND r.incident_id = wanted.incident_id AND (wanted.before IS NULL OR r.number < wanted.before)
    ORDER BY r.number DESC LIMIT wanted.page_limit
  ) page`;

async function pagesOfRevisions(
  manager: EntityManager,
  tenantId: string,
  requests: readonly RevisionPageRequest[],
): Promise<IncidentRevision[][]> {
  const places: { at: string; number: number }[] = await manager.query(PAGES, [
    tenantId,
    requests.map(({ incidentId }) => incidentId),
    requests.map(({ before }) => (before === undefined ? null : Number(before))),
    requests.map(({ readLimit }) => readLimit),
  ]);
  const incidentIds = requests.map(({ incidentId }) => incidentId);
  const numbers = [...new Set(places.map(({ number }) => number))];
  const found = await manager.find(incidentRevisionEntity, {
    where: { tenantId, incidentId: In(incidentIds), number: In(numbers) },
  });
  const byKey = new Map(found.map((row: IncidentRevisionRow) => [`${row.incidentId}/${String(row.number)}`, row]));
  return requests.map(({ incidentId }, index) =>
    places
      .filter(({ at }) => Number(at) === index + 1)
      .sort((left, right) => right.number - left.number)
      .flatMap(({ number }) => byKey.get(`${incidentId}/${String(number)}`) ?? []),
  );
}
