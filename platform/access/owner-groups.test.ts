import { describe, expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { groupByOwner, reachable, tiersOf, wayTo } from './owner-groups.ts';
import type { HeldGrant, Tier } from '#platform/auth';
import type { RowOwner } from './owner-groups.ts';
import type { Subject } from './subject.ts';

const [own, granter, stranger] = [owner(), owner(), owner()];

function owner(): RowOwner {
  return { tenantId: newId(), principalId: newId() };
}

function way(to: RowOwner, tiers: Tier[]): Subject {
  const grant: HeldGrant = { ...to, id: newId(), role: 'proxy', accessLevel: 'read_only_all', tiers, expiresAt: null };
  return { ...to, grant, tiers };
}

const ofSelf: Subject = { ...own, grant: undefined, tiers: ['green', 'amber'] };
const [wide, narrow] = [way(granter, ['green']), way(granter, ['red'])];
const subjects = [ofSelf, wide, narrow];

describe('[R-077] ids by owner', () => {
  test('each owner once, strangers and unknown ids dropped alike', () => {
    const [a, b, c, d, unknown] = [newId(), newId(), newId(), newId(), newId()];
    const owners = new Map([
      [a, granter],
      [b, own],
      [c, granter],
      [d, stranger],
    ]);
    expect(groupByOwner([a, b, a, c, d, unknown], owners, subjects)).toEqual([
      { ...granter, ids: [a, c], subjects: [wide, narrow] },
      { ...own, ids: [b], subjects: [ofSelf] },
    ]);
  });

  test('a row of a granter in another tenant than the one of the grant is a stranger’s', () => {
    const id = newId();
    const elsewhere = { ...granter, tenantId: newId() };
    expect(groupByOwner([id], new Map([[id, elsewhere]]), subjects)).toEqual([]);
  });

  test('without a grant nothing is looked up, and every id is tried among one’s own', async () => {
    const id = newId();
    const refuse = (): never => {
      throw new Error('looked up');
    };
    expect(await reachable([id, id], [ofSelf], refuse)).toEqual([{ ...own, ids: [id], subjects: [ofSelf] }]);
    expect(await reachable([id], [], refuse)).toEqual([]);
  });

  test('with a grant each id is looked up once', async () => {
    const asked: (readonly string[])[] = [];
    const id = newId();
    const groups = await reachable([id, id], subjects, async (ids) => {
      asked.push(ids);
      return new Map([[id, granter]]);
    });
    expect(groups).toEqual([{ ...granter, ids: [id], subjects: [wide, narrow] }]);
    expect(asked).toEqual([[id]]);
  });
});

test('[R-078] of several grants of one owner one must open the tier by itself, and that one is recorded', () => {
  expect(tiersOf([wide, narrow])).toEqual(['green', 'red']);
  expect(wayTo([wide, narrow], 'red')).toBe(narrow);
  expect(wayTo([wide, narrow], 'amber')).toBeUndefined();
});
