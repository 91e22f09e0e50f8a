import pg from 'pg';

import { connectionString } from './postgres-cluster.ts';
import type { DatabaseOwner } from './services.ts';

/** Roles that log in. The owner of a service's tables never does. */
export type LoginRole = 'migrate' | 'app' | 'ro' | 'eraser';

/** Audit alone has a role that may erase personal detail; what it may touch is granted in audit's migrations. */
const LOGIN_ROLES: Readonly<Record<DatabaseOwner, readonly LoginRole[]>> = {
  identity: ['migrate', 'app', 'ro'],
  audit: ['migrate', 'app', 'ro', 'eraser'],
  vault: ['migrate', 'app', 'ro'],
  case: ['migrate', 'app', 'ro'],
  incident: ['migrate', 'app', 'ro'],
  gateway: ['migrate', 'app', 'ro'],
  witness: ['migrate', 'app', 'ro'],
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
  readonly service: DatabaseOwner;
  /** Name of the database to make; defaults to that of the embedded stack. */
  readonly database?: string;
  /** @returns the superuser's connection string to a database of the cluster */
  readonly adminUrl: (database: string) => string;
  /** @returns the password of a role, for example of `vault_app` */
  readonly passwordOf: (role: string) => string;
}

/** @returns the name of a service's database in the embedded stack */
export function databaseName(service: DatabaseOwner): string {
  return `lifeready_${service}`;
}

/** @returns every role of the service that logs in, for example `vault_app` */
export function loginRoles(service: DatabaseOwner): string[] {
  return LOGIN_ROLES[service].map((role) => `${service}_${role}`);
}

/** @returns the connection string of one of the service's roles */
export function roleUrl(options: {
  service: DatabaseOwner;
  role: LoginRole;
  port: number;
  database?: string;
  passwordOf: (role: string) => string;
}): string {
  const user = `${options.service}_${options.role}`;
  return connectionString({
    user,
    password: options.passwordOf(user),
    port: options.port,
    database: options.database ?? databaseName(options.service),
  });
}

/**
 * Makes a service's database, roles and schema, or brings existing ones up to date; safe to repeat.
 *
 * What holds afterwards: nobody but the service's own roles can connect to its database; no role of the service is a
 * superuser or passes by row-level security; objects belong to `<service>_owner`, which cannot log in; the running
 * service cannot create anything. Table privileges are granted by each migration, never wholesale.
 */
export async function provisionService(options: ProvisionOptions): Promise<void> {
  const { service } = options;
  const database = options.database ?? databaseName(service);
  await withClient(options.adminUrl('postgres'), async (client) => {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(database)}`);
    // Held until the session ends. Roles belong to the whole cluster: whether they exist must stay true until they are made.
    await client.query('SELECT pg_advisory_lock($1)', [PROVISION_LOCK]);
    const roles = await client.query<{ rolname: string }>(
      'SELECT rolname FROM pg_roles WHERE starts_with(rolname, $1)',
      [`${service}_`],
    );
    const existing = new Set(roles.rows.map((row) => row.rolname));
    await inOneTransaction(client, [
      ...roleStatements(options, existing),
      ...['postgres', 'template1'].map(closeDatabase),
      ...databaseStatements(service, database),
    ]);
  });
  await withClient(options.adminUrl(database), (client) => inOneTransaction(client, schemaStatements(service)));
}

function roleStatements({ service, passwordOf }: ProvisionOptions, existing: ReadonlySet<string>): string[] {
  const attributes = 'NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION';
  const ensure = (role: string, login: string): string =>
    `${existing.has(role) ? 'ALTER' : 'CREATE'} ROLE ${pg.escapeIdentifier(role)} ${attributes} ${login}`;
  const owner = `${service}_owner`;
  return [
    ensure(owner, 'NOLOGIN'),
    ...loginRoles(service).map((role) => ensure(role, `LOGIN PASSWORD ${pg.escapeLiteral(passwordOf(role))}`)),
    `GRANT ${pg.escapeIdentifier(owner)} TO ${pg.escapeIdentifier(`${service}_migrate`)} WITH INHERIT TRUE, SET TRUE`,
  ];
}

function closeDatabase(name: string): string {
  return `REVOKE ALL ON DATABASE ${pg.escapeIdentifier(name)} FROM PUBLIC`;
}

/** @returns what holds for a database as a whole: who may connect, and with which settings. A copy of it has none of that. */
export function databaseStatements(service: DatabaseOwner, database: string): string[] {
  const name = pg.escapeIdentifier(database);
  return [
    closeDatabase(database),
    ...LOGIN_ROLES[service].flatMap((role) => {
      const user = pg.escapeIdentifier(`${service}_${role}`);
      const set = ([setting, value]: [string, string]): string =>
        `ALTER ROLE ${user} IN DATABASE ${name} SET ${setting} = ${value}`;
      return [
        `GRANT CONNECT ON DATABASE ${name} TO ${user}`,
        ...Object.entries(sessionSettings(service, role)).map(set),
      ];
    }),
  ];
}

/** @returns settings with their values as SQL */
function sessionSettings(service: DatabaseOwner, role: LoginRole): Record<string, string> {
  const fixed = Object.entries(SESSION_SETTINGS[role]).map(([setting, value]) => [setting, pg.escapeLiteral(value)]);
  return {
    ...(Object.fromEntries(fixed) as Record<string, string>),
    search_path: `${pg.escapeIdentifier(service)}, pg_temp`,
    // Whatever a migration creates then belongs to the owner and not to the login that ran it.
    ...(role === 'migrate' ? { role: pg.escapeLiteral(`${service}_owner`) } : {}),
  };
}

function schemaStatements(service: DatabaseOwner): string[] {
  const schema = pg.escapeIdentifier(service);
  return [
    'REVOKE ALL ON SCHEMA public FROM PUBLIC',
    `CREATE SCHEMA IF NOT EXISTS ${schema} AUTHORIZATION ${pg.escapeIdentifier(`${service}_owner`)}`,
    ...loginRoles(service).map((role) => `GRANT USAGE ON SCHEMA ${schema} TO ${pg.escapeIdentifier(role)}`),
  ];
}

/** All or nothing, and one wait for the disk instead of one per statement. */
async function inOneTransaction(client: pg.Client, statements: readonly string[]): Promise<void> {
  await client.query(['BEGIN', ...statements, 'COMMIT'].join(';\n'));
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
