import { isSameOwner } from '../domain/requester.ts';
import type { Tier } from '#platform/auth';
import type { Database } from '#platform/db';
import type { OwnerLookups } from '../domain/ports.ts';
import type { Owner, Reach } from '../domain/requester.ts';

const OWNER = `tenant_id AS "tenantId", principal_id AS "principalId"`;
const OF_PEOPLE = `SELECT id, ${OWNER} FROM vault.owners_of_people($1::uuid[], $2::uuid[], $3::uuid[])`;
const OF_ASSETS = `SELECT id, ${OWNER} FROM vault.owners_of_assets($1::uuid[], $2::uuid[], $3::uuid[], $4::text[])`;
const OF_DOCUMENTS = `SELECT id, ${OWNER} FROM vault.owners_of_documents($1::uuid[], $2::uuid[], $3::uuid[], $4::text[])`;
const OF_TICKET = `SELECT ${OWNER} FROM vault.owner_of_ticket($1::bytea, $2::uuid[], $3::uuid[])`;

/** Look-ups before a scope is known, through functions that tell whose a row is and nothing else. */
export function createOwnerLookups(db: Pick<Database, 'read'>): OwnerLookups {
  const rows = <Row>(sql: string, ...parameters: readonly unknown[]): Promise<Row[]> =>
    db.read(null, (tx) => tx.query<Row>(sql, parameters));
  const byId = async (sql: string, ...parameters: readonly unknown[]) => {
    const found = await rows<Owner & { readonly id: string }>(sql, ...parameters);
    return new Map(found.map(({ id, ...owner }) => [id, owner]));
  };
  return {
    ofPeople: (ids, owners) => byId(OF_PEOPLE, ids, ...asArrays(owners)),
    ofAssets: (ids, reaches) => byId(OF_ASSETS, ids, ...withTiers(reaches)),
    ofDocuments: (ids, reaches) => byId(OF_DOCUMENTS, ids, ...withTiers(reaches)),
    ofTicket: async (tokenHash, owners) => (await rows<Owner>(OF_TICKET, tokenHash, ...asArrays(owners)))[0],
  };
}

/** Two arrays of equal length; an owner with several ways to them once. */
function asArrays(owners: readonly Owner[]): [tenants: string[], principals: string[]] {
  const distinct = owners.filter((owner, at) => owners.findIndex((other) => isSameOwner(owner, other)) === at);
  return asColumns(distinct);
}

/** Three arrays of equal length: each owner with each tier once, whatever the ways to it. */
function withTiers(reaches: readonly Reach[]): [tenants: string[], principals: string[], tiers: Tier[]] {
  const flat = reaches.flatMap(({ tiers, ...owner }) => tiers.map((tier) => ({ ...owner, tier })));
  const distinct = flat.filter(
    (one, at) => flat.findIndex((other) => isSameOwner(one, other) && one.tier === other.tier) === at,
  );
  return [...asColumns(distinct), distinct.map(({ tier }) => tier)];
}

function asColumns(owners: readonly Owner[]): [tenants: string[], principals: string[]] {
  return [owners.map(({ tenantId }) => tenantId), owners.map(({ principalId }) => principalId)];
}
