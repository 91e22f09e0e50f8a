import DataLoader from 'dataloader';
import { auditActor } from '#platform/audit';
import { signedIn } from '#platform/auth';
import type { Clock } from '#platform/clock';
import type { RequestContext } from '#platform/graphql';
import type { Incident, IncidentRevision } from './domain/incident.ts';
import type { IncidentDatabase, Officer, RevisionPageRequest } from './domain/ports.ts';

export interface IncidentContextDeps {
  readonly database: IncidentDatabase;
  readonly clock: Clock;
}

/** What the resolvers of incident get. */
export interface IncidentContext extends RequestContext {
  readonly deps: IncidentContextDeps;
  /** @throws AppError UNAUTHENTICATED */
  readonly officer: () => Officer;
  readonly loaders: IncidentLoaders;
  /** Another mutation of the same request must not be answered with what was read before it. */
  readonly forget: (incidentId: string) => void;
}

/** One statement for whatever a request asks of one kind, however often it asks. */
export interface IncidentLoaders {
  readonly incidents: DataLoader<string, Incident | null>;
  /** By incident. */
  readonly currentRevisions: DataLoader<string, IncidentRevision | null>;
  readonly revisionPages: DataLoader<RevisionPageRequest, IncidentRevision[], string>;
}

export function createIncidentContext(base: RequestContext, deps: IncidentContextDeps): IncidentContext {
  const officer = (): Officer => officerOf(base);
  const loaders = createLoaders(deps.database, officer);
  const forget = (incidentId: string): void => {
    loaders.currentRevisions.clear(incidentId);
    loaders.revisionPages.clearAll();
  };
  return { ...base, deps, officer, loaders, forget };
}

function officerOf(context: RequestContext): Officer {
  const caller = signedIn(context);
  const { tenantId, principalId } = caller;
  return { tenantId, principalId, actor: auditActor(caller), requestId: context.requestId };
}

function createLoaders(database: IncidentDatabase, officer: () => Officer): IncidentLoaders {
  return {
    incidents: new DataLoader(async (ids: readonly string[]) => {
      const found = await database.read(officer(), (tables) => tables.findIncidents(ids));
      return inOrder(ids, found, ({ id }) => id);
    }),
    currentRevisions: new DataLoader(async (ids: readonly string[]) => {
      const found = await database.read(officer(), (tables) => tables.findCurrentRevisions(ids));
      return inOrder(ids, found, ({ incidentId }) => incidentId);
    }),
    revisionPages: new DataLoader(
      (requests) => database.read(officer(), (tables) => tables.pagesOfRevisions(requests)),
      {
        cacheKeyFn: ({ incidentId, readLimit, before }) => `${incidentId}/${String(readLimit)}/${before ?? ''}`,
      },
    ),
  };
}

/** A foreign id and a missing one both give null. */
function inOrder<Row>(keys: readonly string[], rows: readonly Row[], keyOf: (row: Row) => string): (Row | null)[] {
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  return keys.map((key) => byKey.get(key) ?? null);
}
