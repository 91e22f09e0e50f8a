import { isSameOwner } from '../domain/requester.ts';
import type { Database } from '#platform/db';
import type { OwnerLookups } from '../domain/ports.ts';
import type { Owner } from '../domain/requester.ts';

const OWNER = `tenant_id AS "tenantId", principal_id AS "principalId"`;
const OF_PEOPLE = `SELECT id, ${OWNER} FROM vault.owners_of_people($1::uuid[], $2::uuid[], $3::uuid[])`;
const OF_ASSETS = `SELECT id, ${OWNER} FROM vault.owners_of_assets($1::uuid[], $2::uuid[], $3::uuid[])`;
const OF_DOCUMENTS = `SELECT id, ${OWNER} FROM vault.owners_of_documents($1::uuid[], $2::uuid[], $3::uuid[])`;
const OF_TICKET = `SELECT ${OWNER} FROM vault.owner_of_ticket($1::bytea, $2::uuid[], $3::uuid[])`;

/** Look-ups before a scope is known, through functions that tell whose a row is and nothing else. */
export function createOwnerLookups(db: Pick<Database, 'read'>): OwnerLookups {
  const rows = <Row>(sql: string, wanted: unknown, owners: readonly Owner[]): Promise<Row[]> =>
    db.read(null, (tx) => tx.query<Row>(sql, [wanted, ...asArrays(owners)]));
  const byId = (sql: string) => async (ids: readonly string[], owners: readonly Owner[]) => {
    const found = await rows<Owner & { readonly id: string }>(sql, ids, owners);
    return new Map(found.map(({ id, ...owner }) => [id, owner]));
  };
  return {
    ofPeople: byId(OF_PEOPLE),
    ofAssets: byId(OF_ASSETS),
    ofDocuments: byId(OF_DOCUMENTS),
    ofTicket: async (tokenHash, owners) => (await rows<Owner>(OF_TICKET, tokenHash, owners))[0],
  };
}

/** Two arrays of equal length; an owner with several ways to them once. */
function asArrays(owners: readonly Owner[]): [tenants: string[], principals: string[]] {
  const distinct = owners.filter((owner, at) => owners.findIndex((other) => isSameOwner(owner, other)) === at);
  return [distinct.map(({ tenantId }) => tenantId), distinct.map(({ principalId }) => principalId)];
}
