import { describe, expect, test } from '@jest/globals';
import { compareGuards } from './security.ts';
import type { CoordinatePolicy } from '../composition/policy-snapshot.ts';

const GUARDED: CoordinatePolicy = {
  access: {
    roles: ['principal'],
    grants: ['proxy'],
    grantLevel: 'read_only_all',
    scopes: ['read:all', 'write:limited'],
    tiers: ['OBJECT', 'amber'],
    owner: 'OWNER_OR_GRANT',
    stepUpSeconds: 300,
    audit: 'case.pack.export',
  },
  cost: 10,
  listSize: { assumedSize: 10, slicingArguments: ['first'], sizedFields: ['nodes'] },
};
const ACCESS = GUARDED.access ?? { owner: 'SELF' as const };

const told = (before: CoordinatePolicy, after: CoordinatePolicy | undefined): string[] =>
  compareGuards({ 'T.f': before }, after === undefined ? {} : { 'T.f': after }).map(({ message }) => message);
const without = (key: keyof typeof ACCESS): CoordinatePolicy => {
  const { [key]: _gone, ...access } = ACCESS;
  return { ...GUARDED, access: access as typeof ACCESS };
};
const having = (change: Partial<typeof ACCESS>): CoordinatePolicy => ({ ...GUARDED, access: { ...ACCESS, ...change } });

describe('guards of a coordinate', () => {
  test.each([
    [
      'public',
      { ...GUARDED, access: { public: true as const, owner: 'NONE' as const, audit: 'case.pack.export' } },
      ['anybody may use it now'],
    ],
    ['another role', having({ roles: ['operator', 'principal'] }), ['operator may use it now']],
    ['another role by grant', having({ grants: ['executor_nominee', 'proxy'] }), ['executor_nominee may use it now']],
    [
      'no role and no grant',
      { ...GUARDED, access: { ...without('roles').access, grants: undefined } as typeof ACCESS },
      ['every role may use it now'],
    ],
    ['a scope less', having({ scopes: ['read:all'] }), ['scope write:limited is not needed any more']],
    [
      'no scope',
      without('scopes'),
      ['scope read:all is not needed any more', 'scope write:limited is not needed any more'],
    ],
    ['another tier', having({ tiers: ['OBJECT', 'amber', 'green'] }), ['tier green is enough now']],
    ["not the object's tier", having({ tiers: ['amber'] }), ["the object's own tier is not needed any more"]],
    ['no fixed tier', having({ tiers: ['OBJECT'] }), ['no tier is needed any more']],
    [
      'a lower level of grant',
      having({ grantLevel: 'read_only_packs' }),
      ['a grant of level read_only_packs is enough now, it was read_only_all'],
    ],
    ['a wider owner', having({ owner: 'TENANT' }), ['owner went from OWNER_OR_GRANT to TENANT']],
    [
      'an older second factor',
      having({ stepUpSeconds: 301 }),
      ['the second factor may be 301 seconds old, it was 300'],
    ],
    ['no second factor', without('stepUpSeconds'), ['no fresh second factor is needed any more']],
    [
      'another audit action',
      having({ audit: 'case.link.open' }),
      ['audit action went from case.pack.export to case.link.open'],
    ],
    ['no audit action', without('audit'), ['audit action went from case.pack.export to none']],
    ['a lower cost', { ...GUARDED, cost: 9 }, ['@cost went from 10 to 9']],
    [
      'no cost',
      { access: ACCESS, ...(GUARDED.listSize === undefined ? {} : { listSize: GUARDED.listSize }) },
      ['@cost was removed'],
    ],
    ['no list size', { access: ACCESS, cost: 10 }, ['@listSize was removed']],
    [
      'a smaller list',
      { ...GUARDED, listSize: { ...GUARDED.listSize, assumedSize: 9 } },
      ['assumedSize went from 10 to 9'],
    ],
    [
      'a paging argument less',
      { ...GUARDED, listSize: { assumedSize: 10, sizedFields: ['nodes'] } },
      ['slicingArguments lost first'],
    ],
    [
      'a sized field less',
      { ...GUARDED, listSize: { assumedSize: 10, slicingArguments: ['first'] } },
      ['sizedFields lost nodes'],
    ],
  ])('weaker: %s', (_what, after, messages) => {
    expect(told(GUARDED, after)).toEqual(messages);
  });

  test.each([
    ['the same', GUARDED],
    ['gone, which is for the contract', undefined],
    ['a role less', without('roles')],
    ['a scope more', having({ scopes: ['read:all', 'read:packs', 'write:limited'] })],
    ['a narrower owner', having({ owner: 'SELF' })],
    ['a fresher second factor', having({ stepUpSeconds: 60 })],
    ['a higher cost and a longer list', { ...GUARDED, cost: 11, listSize: { ...GUARDED.listSize, assumedSize: 11 } }],
  ])('not weaker: %s', (_what, after) => {
    expect(told(GUARDED, after)).toEqual([]);
  });

  test('the weight of a type that is gone is told, for types stand there for nothing else', () => {
    expect(compareGuards({ Address: { cost: 5 } }, {})).toEqual([
      { class: 'security', where: 'Address', message: '@cost was removed' },
    ]);
  });

  test('what was public and is guarded now is stronger', () => {
    expect(told({ access: { public: true, owner: 'NONE' } }, GUARDED)).toEqual([]);
  });
});
