import pg from 'pg';
import type { Layers } from './layers.ts';

const ALIAS = String.raw`(?:"?\w+"?\.)?`;
/** Whose a row is, and how sensitive. */
const BY_PARAMETER = String.raw`${ALIAS}"?(?:tenant_id|principal_id|tier)"?(?: = \$\d+(?:::\w+)?| IN ?\((?:\$\d+(?:, ?)?)+\))`;
/** The log knows people and organisations by pseudonyms, which a reader keeps for the transaction. */
const BY_SETTING = String.raw`${ALIAS}(?:tenant_ref|owner_ref)(?: = current_setting\('[\w.]+'\)::uuid| IS NOT DISTINCT FROM nullif\(current_setting\('[\w.]+', true\), ''\)::uuid)`;
const CONDITION = new RegExp(`${BY_PARAMETER}|${BY_SETTING}`, 'g');

/** The same question, when nobody had thought of whose rows it wants. Parameters keep their places and types. */
export function withoutConditions(sql: string): string {
  if (!sql.startsWith('SELECT')) return sql;
  return sql.replaceAll(CONDITION, (condition) => `(TRUE OR ${condition})`);
}

/**
 * Makes every question of this process forget its conditions while `layers.conditions` is off: the mistake in a repository
 * that row-level security is there for. @returns a function that takes the change back
 */
export function forgetConditions(layers: Layers): () => void {
  const { prototype } = pg.Client;
  const query = prototype.query as (...parameters: unknown[]) => unknown;
  prototype.query = function (this: pg.Client, statement: unknown, ...rest: unknown[]): unknown {
    return query.call(this, layers.conditions ? statement : forgetful(statement), ...rest);
  } as typeof prototype.query;
  return () => {
    prototype.query = query as typeof prototype.query;
  };
}

/** A statement that is to be prepared has its name by its text, so that a changed one must not be prepared under it. */
function forgetful(statement: unknown): unknown {
  if (typeof statement === 'string') return withoutConditions(statement);
  const text = typeof statement === 'object' && statement !== null && 'text' in statement ? statement.text : undefined;
  return typeof text === 'string' ? withoutConditions(text) : statement;
}
