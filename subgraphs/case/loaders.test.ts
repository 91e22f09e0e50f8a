import path from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { decide, readSdlPolicies } from '#platform/access';
import { createManualClock } from '#platform/clock';
import { newId } from '#platform/ids';
import { testCaller } from '../../tests/support/service/test-identity.ts';
import { createCallerAccess } from './caller-access.ts';
import { createCaseLoaders } from './loaders.ts';
import { samplePlan } from './testing/sample-plan.ts';
import type { HeldGrant } from '#platform/auth';
import type { CaseRecord } from './domain/case-types.ts';
import type { CaseReader } from './domain/reader.ts';
import type { CaseLoaders } from './loaders.ts';

const policyAt = readSdlPolicies(path.join(import.meta.dirname, 'schema.graphql'));
const clock = createManualClock(Date.parse('2026-11-22T08:30:00Z'));
const mine = samplePlan('emergency_pack');
const theirs = samplePlan('emergency_pack');
let denials: string[];

beforeEach(() => {
  denials = [];
});

/** As if the database had neither conditions nor row-level security: whatever is asked for comes back, whosever it is. */
const leaky = {
  casesByIds: (_scope, ids) =>
    Promise.resolve(ids.map((id) => [mine, theirs].find(({ record }) => record.id === id)?.record)),
  evidence: (_scope, ids) => Promise.resolve(ids.map(() => [])),
  contacts: (_scope, ids) => Promise.resolve(ids.map(() => [...mine.contacts, ...theirs.contacts])),
} as Partial<CaseReader> as CaseReader;

function loadersOf(change: Parameters<typeof testCaller>[0], decideAbout = decide): CaseLoaders {
  const { tenantId, principalId } = mine.record;
  const caller = { ...testCaller({ tenantId, principalId, ...change }), tokenExpiresAt: 0 };
  const access = createCallerAccess({ policyAt, decide: decideAbout, clock }, caller, (at, reason) => {
    denials.push(`${at} ${reason}`);
  });
  const owners = new Map([mine, theirs].map(({ record }) => [record.id, record]));
  return createCaseLoaders({ reader: leaky, lookups: { ofCases: () => Promise.resolve(owners) }, access });
}

function grantBy({ tenantId, principalId }: CaseRecord, change: Partial<HeldGrant> = {}): HeldGrant {
  const proxy = { role: 'proxy', accessLevel: 'read_only_all', tiers: ['amber'], expiresAt: null } as const;
  return { id: newId(), tenantId, principalId, ...proxy, tiers: [...proxy.tiers], ...change };
}

const load = (loaders: CaseLoaders): Promise<(CaseRecord | Error | undefined)[]> =>
  loaders.cases.loadMany([{ id: mine.record.id }, { id: theirs.record.id }]);

describe('[R-077] a database that gives everything away', () => {
  test('gives nobody what is not theirs, and each refusal is recorded', async () => {
    expect(await load(loadersOf({}))).toEqual([mine.record, undefined]);
    expect(denials).toEqual(['Case owner']);
    expect(await load(loadersOf({}, () => ({ allowed: true })))).toEqual([mine.record, theirs.record]);
  });

  test.each([
    ['a grant', {}, true, []],
    ['a grant that has ended', { expiresAt: 1 }, false, ['Case owner']],
    ['a grant that reaches packs only', { accessLevel: 'read_only_packs' }, false, ['Case grant_level']],
    ['a grant of another role', { role: 'executor_nominee' }, false, ['Case owner']],
    ['a grant of another person', { principalId: newId() }, false, []],
    ['a grant of another tenant', { tenantId: newId() }, false, []],
  ] as [string, Partial<HeldGrant>, boolean, string[]][])('%s decides', async (_what, change, isShown, recorded) => {
    const [own, other] = await load(loadersOf({ grants: [grantBy(theirs.record, change)] }));
    expect([own, other]).toEqual([mine.record, isShown ? theirs.record : undefined]);
    expect(denials).toEqual(recorded);
  });

  test('what hangs on a case is of its owner, or not there', async () => {
    const loaders = loadersOf({});
    const contacts = (owner: CaseRecord): Promise<unknown[]> => loaders.contacts.load({ owner, caseId: owner.id });
    expect(await contacts(mine.record)).toEqual(mine.contacts);
    expect(denials).toEqual(['Case.contacts owner']);
    expect(await contacts(theirs.record)).toEqual([]);
    const proxy = loadersOf({ principalId: newId(), grants: [grantBy(theirs.record)] });
    expect(await proxy.contacts.load({ owner: theirs.record, caseId: theirs.record.id })).toEqual(theirs.contacts);
  });
});

test('somebody who is not signed in loads nothing', async () => {
  const access = createCallerAccess({ policyAt, decide, clock }, { kind: 'anonymous' }, () => undefined);
  const loaders = createCaseLoaders({ reader: leaky, lookups: { ofCases: () => Promise.resolve(new Map()) }, access });
  await expect(loaders.cases.load({ id: mine.record.id })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});
