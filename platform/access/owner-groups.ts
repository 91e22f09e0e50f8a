import type { Tier } from '#platform/auth';
import type { Subject } from './subject.ts';

/** Whose a row is: all that a look-up past row-level security may tell. */
export interface RowOwner {
  readonly tenantId: string;
  readonly principalId: string;
}

/** Ids of one owner's rows, to be loaded in that owner's scope with one statement. */
export interface OwnerGroup extends RowOwner {
  readonly ids: readonly string[];
  /** Every way by which the caller reaches this owner, the widest first; never empty. */
  readonly subjects: readonly Subject[];
}

/**
 * Sorts ids by whose rows they are and drops those that the caller has no way to. An id that nobody has and an id of somebody
 * who granted nothing are dropped alike. Pure.
 * @param owners from the look-up; an id that is not in it does not exist
 * @param subjects of `subjectsFor`, in its order
 * @returns as many groups as there are distinct owners, at most; ids without repetition, in the order given
 */
export function groupByOwner(
  ids: readonly string[],
  owners: ReadonlyMap<string, RowOwner>,
  subjects: readonly Subject[],
): OwnerGroup[] {
  const groups = new Map<string, RowOwner & { ids: string[]; subjects: readonly Subject[] }>();
  for (const id of new Set(ids)) {
    const owner = owners.get(id);
    if (owner === undefined) continue;
    const { tenantId, principalId } = owner;
    const key = `${tenantId}/${principalId}`;
    const known = groups.get(key);
    if (known !== undefined) {
      known.ids.push(id);
      continue;
    }
    const ways = subjects.filter((subject) => subject.tenantId === tenantId && subject.principalId === principalId);
    if (ways.length > 0) groups.set(key, { tenantId, principalId, ids: [id], subjects: ways });
  }
  return [...groups.values()];
}

/**
 * The ids that the caller may try, by owner. Who holds no fitting grant has only their own rows to look in, and no look-up past
 * row-level security is made for them.
 * @param subjects of `subjectsFor`
 * @param findOwners the service's look-up: id, tenant and principal of rows that exist, and nothing else of them
 */
export async function reachable(
  ids: readonly string[],
  subjects: readonly Subject[],
  findOwners: (ids: readonly string[]) => Promise<ReadonlyMap<string, RowOwner>>,
): Promise<OwnerGroup[]> {
  const distinct = [...new Set(ids)];
  const [own, ...granted] = subjects;
  if (own === undefined) return [];
  if (granted.length > 0) return groupByOwner(distinct, await findOwners(distinct), subjects);
  return [{ tenantId: own.tenantId, principalId: own.principalId, ids: distinct, subjects: [own] }];
}

/** Every tier that some way opens: what a statement may load. Which way opened a row, `wayTo` says. */
export function tiersOf(subjects: readonly Subject[]): Tier[] {
  return [...new Set(subjects.flatMap(({ tiers }) => tiers))];
}

/** The first way that opens an object of this tier by itself; its grant is the one to record. */
export function wayTo(subjects: readonly Subject[], tier: Tier): Subject | undefined {
  return subjects.find(({ tiers }) => tiers.includes(tier));
}
