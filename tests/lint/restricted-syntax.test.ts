import { describe, expect, test } from '@jest/globals';
import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';

import { ambientTime, builtSql, ownConnections, secretComparisons, type Restriction } from './restricted-syntax.ts';

/** Number of findings of these restrictions in a piece of code. A piece that cannot be parsed is a failed test. */
function findings(restrictions: readonly Restriction[], code: string): number {
  const messages = new Linter().verify(
    code,
    [
      {
        files: ['**/*.ts'],
        languageOptions: { parser: tseslint.parser },
        rules: { 'no-restricted-syntax': ['error', ...restrictions] },
      },
    ],
    'sample.ts',
  );
  expect(messages.filter((message) => message.fatal)).toEqual([]);
  return messages.length;
}

describe('[R-041] direct equality on a secret is refused', () => {
  test.each([
    'accessToken === given',
    'given !== row.refreshToken',
    'session.tokenHash == hash',
    'expected.signature === computed',
    'csrfSecret === header',
    'mac !== otherMac',
    'row?.requestHmac === sent',
    'tokenHash.equals(other)',
    'row.passwordHash.equals(computed)',
  ])('%s', (code) => {
    expect(findings(secretComparisons, code)).toBe(1);
  });

  test.each([
    'accessToken === undefined',
    'row.tokenHash !== null',
    'typeof token === "string"',
    'token.type === "at+jwt"',
    'leafHash === computed',
    'file.contentHash !== other',
    'rootHash.equals(computed)',
    'tokens === 3',
    'constantTimeEqual(token, given)',
    'hashing === true',
  ])('not in: %s', (code) => {
    expect(findings(secretComparisons, code)).toBe(0);
  });
});

describe('SQL is not built from values', () => {
  test.each([
    'client.query(`select * from person where id = ${id}`)',
    'await this.client.query(`select * from ${table}`, [id])',
    'client.query("select * from person where id = " + id)',
    'client.query(`select ${COLUMNS} from person order by ${order}`)',
    'client.query(`set role ${quote(role)}`)',
  ])('%s', (code) => {
    expect(findings(builtSql, `async function f() { ${code} }`)).toBe(1);
  });

  test.each([
    'client.query("select 1")',
    'client.query(`select * from person where id = $1`, [id])',
    'client.query(`select ${COLUMNS} from person where id = $1`, [id])',
    'client.query(`set role ${escapeIdentifier(role)}`)',
    'client.query(`set role ${pg.escapeIdentifier(`${service}_app`)}`)',
    'client.query(`set role ${roleSql}`)',
    'client.query("select 1" + " as one")',
    'client.query({ text: "select 1" })',
  ])('not in: %s', (code) => {
    expect(findings(builtSql, code)).toBe(0);
  });
});

describe('[R-153] the transaction wrapper is the only way to a connection', () => {
  test.each([
    'import { DataSource } from "typeorm";',
    'import { In, DataSource as Source } from "typeorm";',
    'source.createQueryRunner()',
    'tx.manager.connection.query("select 1")',
    'tx.manager.queryRunner.query("select 1")',
    'repository.dataSource',
    "tx.query(`SELECT set_config('app.tenant', $1, false)`, [tenant])",
    `tx.query("select set_config('app.principal', $1, FALSE)", [principal])`,
    "tx.query(`SELECT set_config('app.principal', $1, true), set_config('app.tenant', $2, false)`, [a, b])",
    `tx.query("SET app.tenant = 'x'")`,
    'tx.query("begin; set session app.tenant = 1")',
    'tx.query("RESET ROLE")',
    'tx.query("DISCARD ALL")',
  ])('%s', (code) => {
    expect(findings(ownConnections, code)).toBe(1);
  });

  test.each([
    'import { In, LessThan } from "typeorm";',
    'tx.manager.find(person)',
    'database.read(scope, (tx) => tx.query("select 1"))',
    "tx.query(`SELECT set_config('app.purpose', 'sequencer', true)`)",
    "tx.query(`SELECT set_config('app.purpose', 'auditor', true), set_config('synchronous_commit', 'off', false)`)",
    'tx.query("update person set app = 1")',
    'tx.query("SET TRANSACTION READ ONLY")',
  ])('not in: %s', (code) => {
    expect(findings(ownConnections, code)).toBe(0);
  });
});

describe('the domain does not read the time by itself', () => {
  test.each(['Date.now()', 'new Date()'])('%s', (code) => {
    expect(findings(ambientTime, code)).toBe(1);
  });

  test('but may turn a given instant into a date', () => {
    expect(findings(ambientTime, 'new Date(instantMs)')).toBe(0);
  });
});
