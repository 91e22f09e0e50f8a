import pg from 'pg';
import type { Layers } from './layers.ts';

const ALIAS = String.raw`(?:"?\w+"?\.)?`;
/** Whose a row is, and how sensitive. */
const BY_PARAMETER = new RegExp(
  String.raw`${ALIAS}"?(?:tenant_id|principal_id|tier)"?(?: = \$\d+(?:::\w+)?| IN ?\((?:\$\d+(?:, ?)?)+\))`,
  'g',
);
/** The log knows people and organisations by pseudonyms, which a reader keeps for the transaction; its writer asks otherwise. */
const BY_SETTING = new RegExp(
  String.raw`${ALIAS}(?:tenant_ref|owner_ref)(?: = current_setting\('[\w.]+'\)::uuid| IS NOT DISTINCT FROM nullif\(current_setting\('[\w.]+', true\), ''\)::uuid)`,
  'g',
);
const CONDITIONS: Readonly<Record<string, RegExp>> = {
  vault_app: BY_PARAMETER,
  case_app: BY_PARAMETER,
  incident_app: BY_PARAMETER,
  audit_app: BY_SETTING,
};

/** The same question, when nobody had thought of whose rows it wants. Parameters keep their places and types. */
function withoutConditions(sql: string, role: string | undefined): string {
  const conditions = CONDITIONS[role ?? ''];
  if (conditions === undefined || !sql.startsWith('SELECT')) return sql;
  return sql.replaceAll(conditions, (condition) => `(TRUE OR ${condition})`);
}

/**
 * Makes every question of this process to rows of people and organisations forget its conditions while `layers.conditions` is off:
 * the mistake in a repository that row-level security is there for. @returns a function that takes the change back
 */
export function forgetConditions(layers: Layers): () => void {
  const { prototype } = pg.Client;
  const query = prototype.query as (...parameters: unknown[]) => unknown;
  prototype.query = function (this: pg.Client, statement: unknown, ...rest: unknown[]): unknown {
    return query.call(this, layers.conditions ? statement : forgetful(statement, this.user), ...rest);
  } as typeof prototype.query;
  return () => {
    prototype.query = query as typeof prototype.query;
  };
}

/** A statement that is to be prepared has its name by its text, so that a changed one must not be prepared under it. */
function forgetful(statement: unknown, role: string | undefined): unknown {
  if (typeof statement === 'string') return withoutConditions(statement, role);
  if (typeof statement !== 'object' || statement === null || !('text' in statement)) return statement;
  if (typeof statement.text !== 'string') return statement;
  const text = withoutConditions(statement.text, role);
  return text === statement.text ? statement : { ...statement, text, name: undefined };
}
