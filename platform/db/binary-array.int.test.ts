import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import { testClusterUrl } from '../../tests/support/postgres.ts';
import { binaryArray } from './binary-array.ts';
import type { ArrayElement } from './binary-array.ts';

let client: pg.Client;
beforeAll(async () => {
  client = new pg.Client({ connectionString: testClusterUrl() });
  await client.connect();
});
afterAll(() => client.end());

/** The array as PostgreSQL understood it. */
async function received(type: ArrayElement, bytes: Buffer): Promise<unknown> {
  const { rows } = await client.query<{ json: unknown }>(`SELECT to_json($1::${type}[]) AS json`, [bytes]);
  return rows[0]?.json;
}

const nullable = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<(Value | null)[]> =>
  fc.array(fc.option(value), { maxLength: 20 });

describe('an array in binary form is read as the same values', () => {
  test('texts of any length and script, quotes and backslashes included', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 200 }).filter((value) => !value.includes('\0'));
    await fc.assert(
      fc.asyncProperty(nullable(text), async (values) => {
        expect(await received('text', binaryArray('text', values))).toEqual(values);
      }),
    );
  });

  test('integers up to the largest that JavaScript holds exactly', async () => {
    await fc.assert(
      fc.asyncProperty(nullable(fc.maxSafeInteger()), async (values) => {
        expect(await received('int8', binaryArray('int8', values))).toEqual(values);
      }),
    );
    expect(await received('int2', binaryArray('int2', [0, 63, null, 32_767]))).toEqual([0, 63, null, 32_767]);
  });

  test('ids, bytes and times', async () => {
    await fc.assert(
      fc.asyncProperty(
        nullable(fc.uuid()),
        nullable(fc.uint8Array()),
        nullable(fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-01-01') })),
        async (ids, bytes, dates) => {
          expect(await received('uuid', binaryArray('uuid', ids))).toEqual(ids);
          const hex = bytes.map((value) => value && `\\x${Buffer.from(value).toString('hex')}`);
          expect(await received('bytea', binaryArray('bytea', bytes))).toEqual(hex);
          const times = dates.map((value) => value && value.toISOString());
          const read = (await received('timestamptz', binaryArray('timestamptz', times))) as (string | null)[];
          expect(read.map((value) => value && new Date(value).toISOString())).toEqual(times);
        },
      ),
    );
  });

  test.each(['int2', 'int8', 'text', 'uuid', 'bytea', 'timestamptz'] as const)('none of %s', async (type) => {
    expect(await received(type, binaryArray(type, []))).toEqual([]);
    expect(await received(type, binaryArray(type, [null]))).toEqual([null]);
  });
});
