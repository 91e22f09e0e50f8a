import { randomBytes } from 'node:crypto';

import pg from 'pg';

import { databaseStatements, provisionService, roleUrl, type LoginRole } from '../../cli/stack/provision.ts';
import type { DatabaseOwner } from '../../cli/stack/services.ts';
import { testPasswordOf } from './test-cluster.ts';

/** Set by the global setup of the jest projects that need PostgreSQL. */
export const TEST_POSTGRES_VARIABLE = 'LIFEREADY_TEST_POSTGRES_URL';

/** A database of one service, as the embedded stack would provision it, for one test file. */
export interface TestDatabase {
  readonly name: string;
  /** As the running service connects: no DDL, row-level security applies. */
  readonly appUrl: string;
  /** As migrations connect: what it creates belongs to `<service>_owner`. */
  readonly migrateUrl: string;
  /** As a reader for reports connects: read-only. */
  readonly roUrl: string;
  /** As the superuser connects; for looking behind row-level security in assertions. */
  readonly adminUrl: string;
  /** @returns the connection string of any login role of the service, for example `eraser` of audit */
  urlOf(role: LoginRole): string;
  /** Another database with what is in this one now, as a backup that is put back would be. Nobody may be connected. */
  copy(): Promise<TestDatabase>;
  /** Removes the database, closing whatever connections are left. */
  drop(): Promise<void>;
}

/** @returns the superuser's connection string to the cluster of this test run */
export function testClusterUrl(): string {
  const url = process.env[TEST_POSTGRES_VARIABLE];
  if (url === undefined)
    throw new Error(`${TEST_POSTGRES_VARIABLE} is not set: run this file in the jest project int or e2e`);
  return url;
}

/**
 * Makes an empty database with the service's own roles and schema. Call in `beforeAll`, and `drop()` in `afterAll`.
 *
 * @param options.service whose roles and schema it gets
 */
export async function createTestDatabase({ service }: { service: DatabaseOwner }): Promise<TestDatabase> {
  const name = newName(service);
  const passwordOf = testPasswordOf(new URL(testClusterUrl()).password);
  await provisionService({ service, database: name, adminUrl, passwordOf });
  return testDatabase(service, name);
}

/**
 * Makes a database with what is in another one of the same service, to which nobody may be connected.
 *
 * @param source name of the other one
 */
export async function copyDatabase(service: DatabaseOwner, source: string): Promise<TestDatabase> {
  const name = newName(service);
  // Files are copied as files: the usual way writes all of it to the log too, which nobody replays here.
  const copySql = `CREATE DATABASE ${pg.escapeIdentifier(name)} TEMPLATE ${pg.escapeIdentifier(source)} STRATEGY FILE_COPY`;
  await run(testClusterUrl(), [copySql, databaseStatements(service, name).join(';\n')]);
  return testDatabase(service, name);
}

function newName(service: DatabaseOwner): string {
  return `test_${service}_${randomBytes(6).toString('hex')}`;
}

function adminUrl(database: string): string {
  return Object.assign(new URL(testClusterUrl()), { pathname: `/${database}` }).href;
}

function testDatabase(service: DatabaseOwner, name: string): TestDatabase {
  const cluster = new URL(testClusterUrl());
  const passwordOf = testPasswordOf(cluster.password);
  const urlOf = (role: LoginRole): string =>
    roleUrl({ service, role, port: Number(cluster.port), database: name, passwordOf });
  return {
    name,
    appUrl: urlOf('app'),
    migrateUrl: urlOf('migrate'),
    roUrl: urlOf('ro'),
    adminUrl: adminUrl(name),
    urlOf,
    copy: () => copyDatabase(service, name),
    drop: () => run(cluster.href, [`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`]),
  };
}

/** Each of them by itself: some run in no transaction. */
async function run(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const sql of statements) await client.query(sql);
  } finally {
    await client.end();
  }
}
