import DataLoader from 'dataloader';
import { isSameScope } from './domain/scope.ts';
import { tiersOfProxies } from './domain/shared-packs.ts';
import type { CallerAccess, Coordinate } from './domain/access.ts';
import type { CaseContact, CaseRecord, CaseTransition, Evidence } from './domain/case-types.ts';
import type { Pack, ShareLink } from './domain/packs.ts';
import type { ScopeLookups } from './domain/ports.ts';
import type { CaseReader, ChildQuery } from './domain/reader.ts';
import type { Scope, Subject } from './domain/scope.ts';

/** A case by its id, with its owner where that is known already. */
export interface CaseKey {
  readonly id: string;
  readonly owner?: Scope;
}

/** What hangs on a case that was loaded: its owner is known. */
export interface ChildKey extends ChildQuery {
  readonly owner: Scope;
}
type WholeKey = Pick<ChildKey, 'owner' | 'caseId'>;

/**
 * Batched reads of one request. Each kind is one statement for each owner, however many cases ask, and one before it to learn whose
 * cases they are when the caller holds a grant that counts. Every row that comes back passes the policy of the schema.
 */
export interface CaseLoaders {
  readonly cases: DataLoader<CaseKey, CaseRecord | undefined, string>;
  readonly evidence: DataLoader<WholeKey, Evidence[], string>;
  readonly contacts: DataLoader<WholeKey, CaseContact[], string>;
  readonly transitions: DataLoader<ChildKey, CaseTransition[], string>;
  readonly packs: DataLoader<ChildKey, Pack[], string>;
  readonly shareLinks: DataLoader<ChildKey, ShareLink[], string>;
  /** Forgets everything, after a change in the same request. */
  forget(): void;
}

export interface LoaderDeps {
  readonly reader: CaseReader;
  readonly lookups: Pick<ScopeLookups, 'ofCases'>;
  readonly access: CallerAccess;
}

export function createCaseLoaders(deps: LoaderDeps): CaseLoaders {
  const { reader, access } = deps;
  const whole = <Row extends Scope>(at: Coordinate, read: ReadIds<Row>): DataLoader<WholeKey, Row[], string> =>
    new DataLoader(
      (keys) =>
        readByOwner(access, at, keys, (scope, group) =>
          read(
            scope,
            group.map(({ caseId }) => caseId),
          ),
        ),
      { cacheKeyFn: ({ caseId }) => caseId },
    );
  const paged = <Row extends Scope>(
    at: Coordinate,
    read: ReadGroup<ChildKey, Row>,
  ): DataLoader<ChildKey, Row[], string> =>
    new DataLoader((keys) => readByOwner(access, at, keys, read), {
      cacheKeyFn: ({ caseId, before, limit }) => `${caseId}/${String(before)}/${String(limit)}`,
    });
  const loaders = {
    cases: new DataLoader<CaseKey, CaseRecord | undefined, string>((keys) => loadCases(deps, keys), {
      cacheKeyFn: ({ id }) => id,
    }),
    evidence: whole('Case.evidence', (scope, ids) => reader.evidence(scope, ids)),
    contacts: whole('Case.contacts', (scope, ids) => reader.contacts(scope, ids)),
    transitions: paged('Case.transitions', (scope, keys) => reader.transitions(scope, keys)),
    packs: paged('Case.packs', (scope, keys, ways) => reader.packs(scope, keys, proxyTiersOf(ways))),
    shareLinks: paged('Case.shareLinks', (scope, keys) => reader.shareLinks(scope, keys)),
  };
  return {
    ...loaders,
    forget: () => {
      for (const loader of Object.values(loaders)) loader.clearAll();
    },
  };
}

async function loadCases(
  { reader, lookups, access }: LoaderDeps,
  keys: readonly CaseKey[],
): Promise<(CaseRecord | undefined)[]> {
  const known = new Map(keys.flatMap(({ id, owner }) => (owner === undefined ? [] : [[id, owner] as const])));
  const reached = await access.reach(
    'Case',
    keys.map(({ id }) => id),
    async (ids, among) => {
      const unknown = ids.filter((id) => !known.has(id));
      return unknown.length === 0 ? known : new Map([...known, ...(await lookups.ofCases(unknown, among))]);
    },
  );
  const byId = new Map<string, CaseRecord>();
  // One after the other: a caller with many grants does not take every connection of the pool.
  for (const { ids, subjects, tenantId, principalId } of reached) {
    for (const row of await reader.casesByIds({ tenantId, principalId }, ids)) {
      if (row !== undefined && access.wayTo('Case', subjects, row) !== undefined) byId.set(row.id, row);
    }
  }
  return keys.map(({ id }) => byId.get(id));
}

type ReadIds<Row> = (scope: Scope, caseIds: readonly string[]) => Promise<Row[][]>;
type ReadGroup<Key, Row> = (scope: Scope, keys: readonly Key[], ways: readonly Subject[]) => Promise<Row[][]>;

/** Reads what hangs on cases, owner by owner; nothing where the caller has no way to the owner at this place of the schema. */
async function readByOwner<Key extends WholeKey, Row extends Scope>(
  access: CallerAccess,
  at: Coordinate,
  keys: readonly Key[],
  read: ReadGroup<Key, Row>,
): Promise<Row[][]> {
  const groups = Map.groupBy(keys, ({ owner }) => `${owner.tenantId}/${owner.principalId}`);
  const found = new Map<Key, Row[]>();
  for (const group of groups.values()) {
    const { owner } = group[0] ?? {};
    const ways = access.ways(at).filter((way) => owner !== undefined && isSameScope(way, owner));
    if (owner === undefined || ways.length === 0) continue;
    const rows = await read({ tenantId: owner.tenantId, principalId: owner.principalId }, group, ways);
    for (const [position, key] of group.entries()) {
      found.set(key, rows[position]?.filter((row) => access.wayTo(at, ways, row) !== undefined) ?? []);
    }
  }
  return keys.map((key) => found.get(key) ?? []);
}

/** The tiers that decide which packs a proxy sees; null for the owner, who sees them all. */
function proxyTiersOf(ways: readonly Subject[]): ReturnType<typeof tiersOfProxies> | null {
  return ways.some(({ grant }) => grant === undefined) ? null : tiersOfProxies(ways);
}
