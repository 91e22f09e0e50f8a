import type { Database } from '#platform/db';
import type { Lookups, OpenSandboxPerson } from '../domain/ports.ts';
import type { Scope } from '../domain/records.ts';

const OPEN_SANDBOX_PEOPLE = `SELECT tenant_id AS "tenantId", principal_id AS "principalId", sandbox_id AS "sandboxId"
  FROM open_sandbox_people($1, $2)`;

/** Whose rows something is about, through the functions that may see across tenants and answer with two ids. */
export function createLookups(db: Pick<Database, 'read'>): Lookups {
  const find = (sql: string, value: string | Buffer): Promise<Scope | undefined> =>
    db.read(null, async (tx) => (await tx.query<Scope>(sql, [value]))[0]);
  return {
    human: (email) => find('SELECT tenant_id AS "tenantId", principal_id AS "principalId" FROM find_human($1)', email),
    registration: (hash) =>
      find('SELECT tenant_id AS "tenantId", principal_id AS "principalId" FROM find_registration($1)', hash),
    enrolment: (hash) =>
      find('SELECT tenant_id AS "tenantId", principal_id AS "principalId" FROM find_enrolment($1)', hash),
    challenge: (id) =>
      find('SELECT tenant_id AS "tenantId", principal_id AS "principalId" FROM find_challenge($1)', id),
    refreshToken: (hash) =>
      find('SELECT tenant_id AS "tenantId", principal_id AS "principalId" FROM find_refresh_token($1)', hash),
    invitation: (hash) =>
      find('SELECT tenant_id AS "tenantId", principal_id AS "principalId" FROM find_invitation($1)', hash),
    client: (clientId) =>
      find('SELECT tenant_id AS "tenantId", principal_id AS "principalId" FROM find_client($1)', clientId),
    openSandboxPeople: (before, askerHash) =>
      db.read(null, (tx) => tx.query<OpenSandboxPerson>(OPEN_SANDBOX_PEOPLE, [before, askerHash])),
  };
}
