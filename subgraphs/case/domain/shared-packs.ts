import { isSameScope } from './scope.ts';
import type { CallerAccess } from './access.ts';
import type { CaseReader, ListQuery, SharedPack } from './reader.ts';
import type { Subject } from './scope.ts';

const AT = 'Query.packsSharedWithMe';

/**
 * Packs that others shared with the caller by a grant in their context token, newest first: with an executor nominee those of
 * the cases that name their grant, with a proxy those whose documents are all of granted tiers. Each granter's rows are read in
 * the granter's own scope, so that row-level security holds here too.
 */
export async function sharedPacks(
  reader: Pick<CaseReader, 'sharedPacks'>,
  access: CallerAccess,
  query: ListQuery,
): Promise<SharedPack[]> {
  const granted = access.ways(AT).filter(({ grant }) => grant !== undefined);
  const granters = Map.groupBy(granted, ({ tenantId, principalId }) => `${tenantId}/${principalId}`);
  const found: SharedPack[] = [];
  // One after the other: a caller with many grants does not take every connection of the pool.
  for (const ways of granters.values()) found.push(...(await packsOf(reader, ways, query)));
  return found
    .filter((pack) => access.wayTo(AT, waysTo(granted, pack), pack) !== undefined)
    .sort((one, other) => (one.id < other.id ? 1 : -1))
    .slice(0, query.limit);
}

async function packsOf(
  reader: Pick<CaseReader, 'sharedPacks'>,
  ways: readonly Subject[],
  query: ListQuery,
): Promise<SharedPack[]> {
  const [first] = ways;
  if (first === undefined) return [];
  const scope = { tenantId: first.tenantId, principalId: first.principalId };
  return reader.sharedPacks(scope, { nomineeGrantIds: nomineeGrants(ways), proxyTiers: tiersOfProxies(ways) }, query);
}

function nomineeGrants(ways: readonly Subject[]): string[] {
  return ways.flatMap(({ grant }) => (grant?.role === 'executor_nominee' ? [grant.id] : []));
}

/** Tiers of each way by a proxy's grant: one of them must reach every document of a pack. */
export function tiersOfProxies(ways: readonly Subject[]): Subject['tiers'][] {
  return ways.flatMap(({ grant, tiers }) => (grant?.role === 'proxy' ? [tiers] : []));
}

function waysTo(ways: readonly Subject[], pack: SharedPack): Subject[] {
  return ways.filter((way) => isSameScope(way, pack));
}
