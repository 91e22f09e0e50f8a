import { createHash } from 'node:crypto';
import pg from 'pg';

/** Statements that a process prepares at most. Each connection of it holds the plans of those it used. */
const MAX_STATEMENTS = 200;
/** TypeORM writes a list as one parameter for each element: one text for each length, and no end of them. */
const LIST_OF_ANY_LENGTH = /\bIN ?\(\$\d+, ?\$\d+/;

type Query = (this: pg.Client, ...parameters: unknown[]) => unknown;

/**
 * A client that has each statement prepared the first time a connection runs it, so that the server parses and plans it once and
 * not for every request; row-level security is most of what there is to plan. Plans follow changes of tables and policies by
 * themselves. Statements without parameters, such as those that begin and end transactions, stay as they are.
 *
 * Whoever puts a pooler in front of PostgreSQL needs one that knows prepared statements (PgBouncer since 1.21).
 */
export function createPreparingClient(): typeof pg.Client {
  class PreparingClient extends pg.Client {}
  const nameOf = createStatementNames();
  const prepared: Query = function (statement, values, ...rest) {
    const query = Reflect.get(pg.Client.prototype, 'query') as Query;
    const name = typeof statement === 'string' && hasValues(values) ? nameOf(statement) : undefined;
    return query.call(this, name === undefined ? statement : { name, text: statement }, values, ...rest);
  };
  PreparingClient.prototype.query = prepared as typeof pg.Client.prototype.query;
  return PreparingClient;
}

function hasValues(values: unknown): boolean {
  return Array.isArray(values) && values.length > 0;
}

/** @returns a function that gives the name of a statement; undefined for one that is not to be prepared */
export function createStatementNames(): (text: string) => string | undefined {
  const names = new Map<string, string>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined) return known;
    if (names.size >= MAX_STATEMENTS || LIST_OF_ANY_LENGTH.test(text)) return undefined;
    // By content: two processes behind one pooler must not mean different statements by one name.
    const name = createHash('sha256').update(text).digest('base64url');
    names.set(text, name);
    return name;
  };
}
