import type { Database } from '#platform/db';
import type { FindOwners } from '../domain/access.ts';
import type { ScopeLookups } from '../domain/ports.ts';
import type { Scope } from '../domain/scope.ts';

const SCOPE = `tenant_id AS "tenantId", principal_id AS "principalId"`;

type OwnedId = Scope & { readonly id: string };

/** Look-ups before a scope is known, through functions that give ids only. */
export function createScopeLookups(db: Pick<Database, 'read'>): ScopeLookups {
  const rows = <Row>(sql: string, parameters: readonly unknown[]): Promise<Row[]> =>
    db.read(null, (tx) => tx.query<Row>(sql, parameters));
  const owners =
    (sql: string): FindOwners =>
    async (ids, among) => {
      const tenants = among.map(({ tenantId }) => tenantId);
      const found = await rows<OwnedId>(sql, [ids, tenants, among.map(({ principalId }) => principalId)]);
      return new Map(found.map(({ id, tenantId, principalId }) => [id, { tenantId, principalId }]));
    };
  return {
    ofCases: owners(`SELECT ${SCOPE}, id FROM owners_of_cases($1, $2, $3)`),
    ofPacks: owners(`SELECT ${SCOPE}, id FROM owners_of_packs($1, $2, $3)`),
    ofShareLink: async (tokenHash) =>
      (await rows<OwnedId>(`SELECT ${SCOPE}, id FROM scope_of_share_link($1)`, [tokenHash]))[0],
    ofTicket: async (tokenHash) =>
      (await rows<OwnedId>(`SELECT ${SCOPE}, id FROM scope_of_ticket($1)`, [tokenHash]))[0],
    withEndedLinks: (now, limit) =>
      rows<OwnedId>(`SELECT ${SCOPE}, id FROM cases_with_ended_links($1, $2)`, [now, limit]),
  };
}

/** Which of these packs have a row, for the sweeper. */
export function createKnownPacks(db: Pick<Database, 'read'>): (ids: readonly string[]) => Promise<ReadonlySet<string>> {
  return async (ids) => {
    const rows = await db.read(null, (tx) => tx.query<{ id: string }>('SELECT id FROM known_packs($1)', [ids]));
    return new Set(rows.map(({ id }) => id));
  };
}
