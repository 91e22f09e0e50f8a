import { badInput } from '#platform/errors';
import { isId } from '#platform/ids';

/** Largest page of any list. */
export const MAX_PAGE_SIZE = 100;

/** The arguments of every list field. */
export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/** Keyset page: rows before `before`, newest first. Most lists use the id: a UUIDv7 sorts by time. */
export interface Page {
  readonly limit: number;
  /** Read one row more than `limit`: its presence says that another page follows. */
  readonly readLimit: number;
  /** Key of the last row of the page before. */
  readonly before: string | undefined;
}

export interface Connection<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const DEFAULT_PAGE_SIZE = 20;
const CURSOR_VERSION = 'v1:';

/**
 * @param isKey whether a value is a key of this list; ids unless told otherwise
 * @throws AppError BAD_USER_INPUT with path `first` or `after`
 */
export function parsePage({ first, after }: PageArguments, isKey: (key: string) => boolean = isId): Page {
  const limit = first ?? DEFAULT_PAGE_SIZE;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE_SIZE)
    throw badInput('first', `must be 1 to ${String(MAX_PAGE_SIZE)}`);
  return {
    limit,
    readLimit: limit + 1,
    before: after === undefined || after === null || after === '' ? undefined : decodeCursor(after, isKey),
  };
}

/**
 * A page from the rows read.
 * @param rows newest first, at most `page.readLimit`
 * @param keyOf key of a row, as `parsePage` gives it back; `idOf` for most lists
 */
export function toConnection<Node>(rows: readonly Node[], page: Page, keyOf: (node: Node) => string): Connection<Node> {
  const nodes = rows.slice(0, page.limit);
  const last = nodes.at(-1);
  return {
    nodes,
    pageInfo: {
      hasNextPage: rows.length > page.limit,
      endCursor: last === undefined ? null : encodeCursor(keyOf(last)),
    },
  };
}

/** The key of most lists. */
export function idOf({ id }: { readonly id: string }): string {
  return id;
}

/** Opaque to clients, so that the order can change without breaking them. */
export function encodeCursor(key: string): string {
  return Buffer.from(CURSOR_VERSION + key).toString('base64url');
}

/** Only what `encodeCursor` wrote, to the letter: a decoder that skips what it does not know would accept more. */
function decodeCursor(cursor: string, isKey: (key: string) => boolean): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const key = text.slice(CURSOR_VERSION.length);
  if (encodeCursor(key) !== cursor || !isKey(key)) throw badInput('after', 'is not a cursor of this list');
  return key;
}
