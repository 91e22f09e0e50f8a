import { reachable } from '#platform/access';
import { AppError } from '#platform/errors';
import type { Document } from '../domain/document.ts';
import type { PageRequest } from '../domain/ports.ts';
import type { Owner, Requester } from '../domain/requester.ts';
import type { Access } from './access.ts';
import type { RowKind } from './row-kinds.ts';

/**
 * The rows of these ids that the caller may have, whosever they are: one look-up for whoever holds a fitting grant, then one
 * statement for each owner, in that owner's scope, so that row-level security stands below.
 * @returns each in the place of its id; `null` for what is unknown, somebody else's or of another tier, all alike
 */
export async function findRows<Row extends Owner & { readonly id: string }>(
  access: Access,
  { coordinate, lookUp, read, objectOf }: RowKind<Row>,
  ids: readonly string[],
): Promise<(Row | null)[]> {
  const subjects = access.subjectsAt(coordinate);
  const groups = await reachable(ids, subjects, (wanted) => lookUp(wanted, subjects));
  const found = await readGroups(groups, (group) => read(group, group.ids));
  const admitted = found.filter(
    ([row, group]) => access.wayTo(coordinate, group.subjects, objectOf(row)) !== undefined,
  );
  const byId = new Map(admitted.map(([row]) => [row.id, row]));
  return ids.map((id) => byId.get(id) ?? null);
}

/**
 * A page of the rows of whom the caller names.
 * @throws AppError NOT_FOUND at `onBehalfOf` when they granted nothing that would do
 */
export async function listRows<Row>(
  access: Access,
  { coordinate, listedAt, list, objectOf }: RowKind<Row>,
  onBehalfOf: string | undefined,
  page: PageRequest,
): Promise<Row[]> {
  const { subjects, ...reach } = access.reachNamed(listedAt, onBehalfOf, 'onBehalfOf');
  const rows = await list(reach, page);
  return rows.filter((row) => access.wayTo(coordinate, subjects, objectOf(row)) !== undefined);
}

/** One after the other: a caller with many grants does not take every connection of the pool. */
export async function readGroups<Group, Row>(
  groups: readonly Group[],
  read: (group: Group) => Promise<Row[]>,
): Promise<(readonly [Row, Group])[]> {
  const found: (readonly [Row, Group])[] = [];
  for (const group of groups) found.push(...(await read(group)).map((row) => [row, group] as const));
  return found;
}

/**
 * A document that the caller may use as a coordinate demands, and the right by which.
 * @throws AppError NOT_FOUND, the same for every document that they may not
 */
export async function findDocument(
  access: Access,
  { lookUp, read, objectOf }: RowKind<Document>,
  coordinate: string,
  id: string,
): Promise<{ readonly document: Document; readonly requester: Requester }> {
  const subjects = access.subjectsAt(coordinate);
  const groups = await reachable([id], subjects, (ids) => lookUp(ids, subjects));
  const [found] = await readGroups(groups, (group) => read(group, group.ids));
  if (found === undefined) throw new AppError('NOT_FOUND');
  const [document, group] = found;
  const way = access.wayTo(coordinate, group.subjects, objectOf(document));
  if (way === undefined) throw new AppError('NOT_FOUND');
  return { document, requester: access.requesterAs(coordinate, way) };
}
