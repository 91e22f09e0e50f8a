import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase } from '../../tests/support/postgres.ts';
import { createPreparingClient, createStatementNames } from './preparing-client.ts';
import type pg from 'pg';
import type { TestDatabase } from '../../tests/support/postgres.ts';

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase({ service: 'vault' });
  client = new (createPreparingClient())({ connectionString: database.adminUrl });
  await client.connect();
  await client.query('CREATE TABLE vault.thing (id int, owner text)');
  await client.query(`INSERT INTO vault.thing VALUES (1, 'one'), (2, 'two')`);
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

async function preparedTexts(): Promise<string[]> {
  const { rows } = await client.query<{ statement: string }>('SELECT statement FROM pg_prepared_statements');
  return rows.map(({ statement }) => statement);
}

test('a statement is prepared once, and answers as before with other values', async () => {
  const find = 'SELECT owner FROM vault.thing WHERE id = $1';
  for (const [id, owner] of [
    [1, 'one'],
    [2, 'two'],
    [1, 'one'],
  ] as const)
    expect((await client.query(find, [id])).rows).toEqual([{ owner }]);
  expect((await preparedTexts()).filter((text) => text === find)).toHaveLength(1);
});

test('lists as TypeORM writes them, and what has no parameters, are not prepared', async () => {
  const list = 'SELECT owner FROM vault.thing WHERE id IN ($1, $2)';
  await client.query(list, [1, 2]);
  await client.query('SELECT 1 AS one');
  await client.query('SELECT 1 AS one', []);
  expect(await preparedTexts()).not.toEqual(expect.arrayContaining([list]));
  expect(await preparedTexts()).not.toContain('SELECT 1 AS one');
});

test('a statement that failed can be sent again, and one that was prepared follows a new policy', async () => {
  const broken = 'SELECT owner FROM vault.nothing WHERE id = $1';
  await expect(client.query(broken, [1])).rejects.toMatchObject({ code: '42P01' });
  await expect(client.query(broken, [1])).rejects.toMatchObject({ code: '42P01' });
  const find = 'SELECT count(*)::int AS found FROM vault.thing WHERE id > $1';
  await client.query('GRANT SELECT ON vault.thing TO vault_app');
  await client.query('SET ROLE vault_app');
  for (let number = 0; number < 8; number += 1) expect((await client.query(find, [0])).rows).toEqual([{ found: 2 }]);
  await client.query('RESET ROLE');
  await client.query('ALTER TABLE vault.thing ENABLE ROW LEVEL SECURITY');
  await client.query(
    `CREATE POLICY mine ON vault.thing TO vault_app USING (owner = current_setting('app.owner', true))`,
  );
  await client.query('SET ROLE vault_app');
  expect((await client.query(find, [0])).rows).toEqual([{ found: 0 }]);
  for (const owner of ['one', 'nobody', 'two']) {
    await client.query(`SELECT set_config('app.owner', $1, false)`, [owner]);
    expect((await client.query(find, [0])).rows).toEqual([{ found: owner === 'nobody' ? 0 : 1 }]);
  }
  await client.query('RESET ROLE');
});

test('a process prepares no end of statements', () => {
  const nameOf = createStatementNames();
  const names = Array.from({ length: 300 }, (_, at) => nameOf(`SELECT ${String(at)} WHERE $1`));
  expect(names.filter((name) => name !== undefined)).toHaveLength(200);
  expect(nameOf('SELECT 0 WHERE $1')).toBe(names[0]);
  expect(new Set(names.slice(0, 200)).size).toBe(200);
});
