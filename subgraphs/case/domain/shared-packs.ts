import type { CaseReader, ListQuery, SharedPack } from './reader.ts';
import type { Subject } from './scope.ts';

/**
 * Packs shared with an executor nominee by the grants in their context token, newest first. Each granter's rows are read in
 * the granter's own scope, so that row-level security holds for the nominee too.
 */
export async function sharedPacks(
  reader: CaseReader,
  subjects: readonly Subject[],
  query: ListQuery,
): Promise<SharedPack[]> {
  const granters = Map.groupBy(
    subjects.filter(({ grant }) => grant !== undefined),
    ({ tenantId, principalId }) => `${tenantId}/${principalId}`,
  );
  const found = await Promise.all(
    [...granters.values()].map(async ([first, ...others]) => {
      if (first === undefined) return [];
      const scope = { tenantId: first.tenantId, principalId: first.principalId };
      const grantIds = [first, ...others].flatMap(({ grant }) => (grant === undefined ? [] : [grant.id]));
      return reader.sharedPacks(scope, grantIds, query);
    }),
  );
  return found
    .flat()
    .sort((one, other) => (one.id < other.id ? 1 : -1))
    .slice(0, query.limit);
}
