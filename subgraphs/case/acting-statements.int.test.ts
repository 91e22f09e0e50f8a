import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PACKS, READING, holder, proxyGrant } from './testing/acting-world.ts';
import { startCaseFixture } from './testing/case-fixture.ts';
import { emergencyCase, owner } from './testing/world.ts';
import type { CaseClient } from './testing/case-client.ts';
import type { CaseFixture } from './testing/case-fixture.ts';
import type { Owner } from './testing/world.ts';

let fixture: CaseFixture;
let who: Owner;

beforeAll(async () => {
  fixture = await startCaseFixture();
  who = owner(fixture);
});
afterAll(() => fixture.close());

describe('[R-046] statements', () => {
  const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Case { id missing contacts { name }
    transitions { nodes { to } } packs { nodes { id } } shareLinks { nodes { id } } } } }`;
  const count = async (client: CaseClient, ids: readonly string[]): Promise<string[]> => {
    const from = fixture.statements.length;
    const { _entities: found } = await client.run<{ _entities: unknown[] }>(query, {
      r: ids.map((id) => ({ __typename: 'Case', id })),
    });
    expect(found.filter((entity) => entity !== null)).toHaveLength(ids.length);
    return fixture.statements.slice(from);
  };

  test('grow with the owners, not with their cases', async () => {
    const owners = [who, owner(fixture)];
    const cases = [];
    for (const each of owners) for (let at = 0; at < 10; at += 1) cases.push(await emergencyCase(fixture, each));
    const both = holder(
      fixture,
      owners.map((each) => proxyGrant(each, READING)),
    );
    const two = await count(both, [cases[0] ?? '', cases[10] ?? '']);
    const twenty = await count(both, cases);
    expect(twenty).toHaveLength(two.length);
    expect(twenty.filter((sql) => sql.includes('owners_of_cases'))).toHaveLength(1);
    expect(twenty.filter((sql) => sql.includes('FROM "case"."case_record"'))).toHaveLength(2);
    const list = 'query ($id: ID) { cases(onBehalfOf: $id) { nodes { id contacts { name } } } }';
    const from = fixture.statements.length;
    expect((await both.run<{ cases: { nodes: unknown[] } }>(list, { id: who.principalId })).cases.nodes).toHaveLength(
      10,
    );
    expect(fixture.statements.slice(from).filter((sql) => sql.includes('owners_of'))).toEqual([]);
  });

  test('ask nobody whose a case is for somebody without a grant that counts', async () => {
    const id = await emergencyCase(fixture, who);
    expect((await count(who, [id])).filter((sql) => sql.includes('owners_of'))).toEqual([]);
    const merely = holder(fixture, [proxyGrant(who, PACKS)]);
    const from = fixture.statements.length;
    expect(await merely.run('query ($id: ID!) { case(id: $id) { id } }', { id })).toEqual({ case: null });
    expect(fixture.statements.slice(from).filter((sql) => sql.includes('owners_of'))).toEqual([]);
  });
});
