import { AppError, badInput } from '#platform/errors';
import { isId } from '#platform/ids';

/** Largest page of any list. */
export const MAX_PAGE_SIZE = 100;

/** The arguments of every list field. */
export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/** Keyset page: rows older than `beforeId`, newest first. Ids are UUIDv7, so their order is the order of time. */
export interface Page {
  readonly limit: number;
  /** Read one row more than `limit`: its presence says that another page follows. */
  readonly readLimit: number;
  readonly beforeId: string | undefined;
}

export interface Connection<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const DEFAULT_PAGE_SIZE = 20;

/** @throws AppError BAD_USER_INPUT with path `first` or `after` */
export function parsePage({ first, after }: PageArguments): Page {
  const limit = first ?? DEFAULT_PAGE_SIZE;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE_SIZE) throw badInput('first', `must be 1 to ${String(MAX_PAGE_SIZE)}`);
  return { limit, readLimit: limit + 1, beforeId: after == null || after === '' ? undefined : decodeCursor(after) };
}

/**
 * A page from the rows read.
 * @param rows newest first, at most `page.readLimit`
 */
export function toConnection<Node extends { readonly id: string }>(rows: readonly Node[], page: Page): Connection<Node> {
  const nodes = rows.slice(0, page.limit);
  const last = nodes.at(-1);
  return {
    nodes,
    pageInfo: { hasNextPage: rows.length > page.limit, endCursor: last === undefined ? null : encodeCursor(last.id) },
  };
}

/** Opaque to clients, so that the order can change without breaking them. */
export function encodeCursor(id: string): string {
  return Buffer.from(`v1:${id}`).toString('base64url');
}

function decodeCursor(cursor: string): string {
  const [version, id] = Buffer.from(cursor.slice(0, 100), 'base64url').toString('latin1').split(':');
  if (version !== 'v1' || !isId(id)) throw new AppError('BAD_USER_INPUT', { fields: { after: ['is not a cursor of this list'] } });
  return id;
}
