import pg from 'pg';

import { connectionString } from './postgres-cluster.ts';
import type { ServiceName } from './services.ts';

/** Roles that log in. The owner of a service's tables never does. */
export type LoginRole = 'migrate' | 'app' | 'ro' | 'eraser';

/** Audit alone has a role that may erase personal detail; what it may touch is granted in audit's migrations. */
const LOGIN_ROLES: Readonly<Record<ServiceName, readonly LoginRole[]>> = {
  identity: ['migrate', 'app', 'ro'],
  audit: ['migrate', 'app', 'ro', 'eraser'],
  vault: ['migrate', 'app', 'ro'],
  case: ['migrate', 'app', 'ro'],
  incident: ['migrate', 'app', 'ro'],
};

/** Limits of a session that serves requests: a stuck one must not hold locks or connections for long. */
const REQUEST_LIMITS = { statement_timeout: '10s', idle_in_transaction_session_timeout: '15s', lock_timeout: '3s' };

const SESSION_SETTINGS: Readonly<Record<LoginRole, Readonly<Record<string, string>>>> = {
  // A migration may rewrite a table, but waits no longer for a lock than its callers wait for an answer.
  migrate: { statement_timeout: '10min', idle_in_transaction_session_timeout: '1min', lock_timeout: '3s' },
  app: REQUEST_LIMITS,
  eraser: REQUEST_LIMITS,
  ro: { ...REQUEST_LIMITS, statement_timeout: '30s', default_transaction_read_only: 'on' },
};

/** Serialises changes of cluster-wide catalogues between test workers; any fixed number does. */
const PROVISION_LOCK = 7_331_001;

export interface ProvisionOptions {
  readonly service: ServiceName;
  /** Name of the database to make; defaults to that of the embedded stack. */
  readonly database?: string;
  /** @returns the superuser's connection string to a database of the cluster */
  readonly adminUrl: (database: string) => string;
  /** @returns the password of a role, for example of `vault_app` */
  readonly passwordOf: (role: string) => string;
}

/** @returns the name of a service's database in the embedded stack */
export function databaseName(service: ServiceName): string {
  return `lifeready_${service}`;
}

/** @returns every role of the service that logs in, for example `vault_app` */
export function loginRoles(service: ServiceName): string[] {
  return LOGIN_ROLES[service].map((role) => `${service}_${role}`);
}

/** @returns the connection string of one of the service's roles */
export function roleUrl(options: { service: ServiceName; role: LoginRole; port: number; database?: string; passwordOf: (role: string) => string }): string {
  const user = `${options.service}_${options.role}`;
  return connectionString({ user, password: options.passwordOf(user), port: options.port, database: options.database ?? databaseName(options.service) });
}

/**
 * Makes a service's database, roles and schema, or brings existing ones up to date; safe to repeat.
 *
 * What holds afterwards: nobody but the service's own roles can connect to its database; no role of the service is a
 * superuser or passes by row-level security; objects belong to `<service>_owner`, which cannot log in; the running
 * service cannot create anything. Table privileges are granted by each migration, never wholesale.
 */
export async function provisionService(options: ProvisionOptions): Promise<void> {
  const database = options.database ?? databaseName(options.service);
  await withClient(options.adminUrl('postgres'), async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [PROVISION_LOCK]);
    await createRoles(client, options);
    await createDatabase(client, database);
    await restrictDatabase(client, options.service, database);
  });
  await withClient(options.adminUrl(database), (client) => createSchema(client, options.service));
}

async function createRoles(client: pg.Client, { service, passwordOf }: ProvisionOptions): Promise<void> {
  const known = await client.query<{ rolname: string }>('SELECT rolname FROM pg_roles WHERE starts_with(rolname, $1)', [`${service}_`]);
  const existing = new Set(known.rows.map((row) => row.rolname));
  const attributes = 'NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION';
  const ensure = async (role: string, login: string): Promise<void> => {
    const verb = existing.has(role) ? 'ALTER' : 'CREATE';
    await client.query(`${verb} ROLE ${pg.escapeIdentifier(role)} ${attributes} ${login}`);
  };
  const owner = `${service}_owner`;
  await ensure(owner, 'NOLOGIN');
  for (const role of loginRoles(service)) await ensure(role, `LOGIN PASSWORD ${pg.escapeLiteral(passwordOf(role))}`);
  await client.query(`GRANT ${pg.escapeIdentifier(owner)} TO ${pg.escapeIdentifier(`${service}_migrate`)} WITH INHERIT TRUE, SET TRUE`);
}

async function createDatabase(client: pg.Client, database: string): Promise<void> {
  const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
  if (found.rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(database)}`);
}

async function restrictDatabase(client: pg.Client, service: ServiceName, database: string): Promise<void> {
  const name = pg.escapeIdentifier(database);
  for (const open of ['postgres', 'template1', database]) {
    await client.query(`REVOKE ALL ON DATABASE ${pg.escapeIdentifier(open)} FROM PUBLIC`);
  }
  for (const role of LOGIN_ROLES[service]) {
    const user = pg.escapeIdentifier(`${service}_${role}`);
    await client.query(`GRANT CONNECT ON DATABASE ${name} TO ${user}`);
    const settings: Record<string, string> = { ...SESSION_SETTINGS[role], search_path: `${service}, pg_temp` };
    // Whatever a migration creates then belongs to the owner and not to the login that ran it.
    if (role === 'migrate') settings['role'] = `${service}_owner`;
    for (const [setting, value] of Object.entries(settings)) {
      await client.query(`ALTER ROLE ${user} IN DATABASE ${name} SET ${setting} = ${settingValue(setting, value)}`);
    }
  }
}

/** search_path is a list of names; quoting it as one literal would name a schema with a comma in it. */
function settingValue(setting: string, value: string): string {
  return setting === 'search_path' ? value.split(', ').map((name) => pg.escapeIdentifier(name)).join(', ') : pg.escapeLiteral(value);
}

async function createSchema(client: pg.Client, service: ServiceName): Promise<void> {
  const schema = pg.escapeIdentifier(service);
  const owner = pg.escapeIdentifier(`${service}_owner`);
  await client.query('REVOKE ALL ON SCHEMA public FROM PUBLIC');
  await client.query(`CREATE SCHEMA IF NOT EXISTS ${schema} AUTHORIZATION ${owner}`);
  for (const role of LOGIN_ROLES[service]) {
    await client.query(`GRANT USAGE ON SCHEMA ${schema} TO ${pg.escapeIdentifier(`${service}_${role}`)}`);
  }
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
