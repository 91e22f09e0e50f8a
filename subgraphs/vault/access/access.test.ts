import path from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { decide, readSdlPolicies } from '#platform/access';
import { createManualClock } from '#platform/clock';
import { newId } from '#platform/ids';
import { testCaller } from '../../../tests/support/service/test-identity.ts';
import { grantOf } from '../testing/grants.ts';
import { createAccess } from './access.ts';
import { findDocument, findRows, listRows } from './find-rows.ts';
import type { Caller, HeldGrant, Tier } from '#platform/auth';
import type { Document } from '../domain/document.ts';
import type { Access, Decide } from './access.ts';
import type { RowKind } from './row-kinds.ts';

const policyAt = readSdlPolicies(path.join(import.meta.dirname, '../schema.graphql'));
const clock = createManualClock(1_790_000_000_000);
const ann = { tenantId: newId(), principalId: newId() };

let denials: string[];
beforeEach(() => {
  denials = [];
});

function callerWith(...grants: HeldGrant[]): Caller {
  return { ...testCaller({ tiers: ['green', 'amber', 'red'], grants }), tokenExpiresAt: 0 };
}

function accessOf(actor: Caller | { kind: 'anonymous' }, decideAbout: Decide = decide): Access {
  const recordDenial = (coordinate: string, reason: string): void => {
    denials.push(`${coordinate} ${reason}`);
  };
  return createAccess({ policyAt, clock, decide: decideAbout }, { actor, requestId: 'test-request', recordDenial });
}

function refusalOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('[R-037] whose rows may be tried', () => {
  const levels = ['read_only_packs', 'read_only_all', 'limited_write'] as const;
  const reading = ['Query.people', 'Query.document', 'Document', 'Person', 'Mutation.requestDownload'];
  const writing = ['Mutation.addPerson', 'Mutation.addAsset', 'Mutation.requestUpload'];
  const reaches = (coordinate: string, change: Partial<HeldGrant>): boolean =>
    accessOf(callerWith(grantOf(ann, change))).subjectsAt(coordinate).length > 1;

  test.each(levels)('by a grant of level %s', (accessLevel) => {
    for (const role of ['proxy', 'emergency_contact'] as const) {
      const reads = accessLevel !== 'read_only_packs';
      const writes = role === 'proxy' && accessLevel === 'limited_write';
      for (const at of reading) expect([role, at, reaches(at, { role, accessLevel })]).toEqual([role, at, reads]);
      for (const at of writing) expect([role, at, reaches(at, { role, accessLevel })]).toEqual([role, at, writes]);
    }
    for (const at of [...reading, ...writing])
      expect(reaches(at, { role: 'executor_nominee', accessLevel })).toBe(false);
  });

  test('nobody’s without a caller', () => {
    const access = accessOf({ kind: 'anonymous' });
    expect(refusalOf(() => access.subjectsAt('Document'))).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('those of whom one names, or nobody’s, whether or not there is somebody', () => {
    const caller = callerWith(grantOf(ann));
    const { subjects, ...reach } = accessOf(caller).reachNamed('Query.assets', ann.principalId, 'onBehalfOf');
    expect([reach, subjects.length]).toEqual([{ ...ann, tiers: ['green', 'amber'] }, 1]);
    const refusal = refusalOf(() => accessOf(caller).reachNamed('Query.assets', newId(), 'onBehalfOf'));
    expect(refusal).toMatchObject({ code: 'NOT_FOUND', fields: { onBehalfOf: [expect.any(String)] } });
    expect(denials).toEqual(['Query.assets owner']);
    const own = accessOf(caller).reachNamed('Query.assets', undefined, 'onBehalfOf');
    expect(own).toMatchObject({ principalId: caller.principalId, tiers: ['green', 'amber', 'red'] });
  });
});

describe('[R-078] who adds', () => {
  const at = 'Mutation.addAsset';

  test('does so by the grant that has the tier, and is named with it', () => {
    const [green, red] = [grantOf(ann, { tiers: ['green'] }), grantOf(ann, { tiers: ['red'] })];
    const requester = accessOf(callerWith(green, red)).toAdd(at, ann.principalId, 'red');
    expect(requester).toMatchObject({
      owner: ann,
      grantId: red.id,
      actor: { role: 'proxy', grantId: red.id, onBehalfOfPrincipalId: ann.principalId },
    });
    expect(requester.admits({ ...ann, tier: 'red' })).toBe(true);
    expect(requester.admits({ ...ann, tier: 'green' })).toBe(false);
  });

  test('is refused for a tier that they have, but not by the grant', () => {
    const access = accessOf(callerWith(grantOf(ann)));
    expect(refusalOf(() => access.toAdd(at, ann.principalId, 'red'))).toMatchObject({ code: 'FORBIDDEN' });
    expect(access.toAdd(at, undefined, 'red')).toMatchObject({ grantId: null });
    expect(denials).toEqual(['Mutation.addAsset tier']);
  });

  test('needs amber for a person', () => {
    const access = accessOf(callerWith(grantOf(ann, { tiers: ['green', 'red'] })));
    const refusal = refusalOf(() => access.toAdd('Mutation.addPerson', ann.principalId, 'amber'));
    expect(refusal).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('is refused a tier even by a decision that would let it pass', () => {
    const access = accessOf(callerWith(grantOf(ann)), () => ({ allowed: true }));
    expect(refusalOf(() => access.toAdd(at, ann.principalId, 'red'))).toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('[R-077] rows that come although they should not', () => {
  const stranger = { tenantId: newId(), principalId: newId() };

  function documentOf(owner: typeof ann, tier: Tier): Document {
    return { ...owner, tier, id: newId(), title: 'T', type: 'will', tags: [], createdAt: new Date(0) };
  }

  /** A database without row-level security, behind a repository that forgot its conditions. */
  function leaky(rows: readonly Document[]): RowKind<Document> {
    return {
      coordinate: 'Document',
      listedAt: 'Query.documents',
      lookUp: async () => new Map(rows.map(({ id }) => [id, ann])),
      read: async () => [...rows],
      list: async () => [...rows],
      objectOf: (row) => row,
    };
  }

  test('are dropped by the decision about each', async () => {
    const rows = [documentOf(ann, 'amber'), documentOf(ann, 'red'), documentOf(stranger, 'amber')];
    const ids = rows.map(({ id }) => id);
    for (const caller of [callerWith(grantOf(ann)), callerWith()]) {
      const access = accessOf(caller);
      const mine = caller.grants.length > 0 ? rows.slice(0, 1) : [];
      const found = await findRows(access, leaky(rows), ids);
      expect(found).toEqual(rows.map((row) => (mine.includes(row) ? row : null)));
      const of = caller.grants.length > 0 ? ann.principalId : undefined;
      expect(await listRows(access, leaky(rows), of, { readLimit: 9, before: undefined })).toEqual(mine);
    }
    expect(denials).toContain('Document owner');
    expect(denials).toContain('Document tier');
  });

  test('are refused one by one, as if they were not there', async () => {
    const access = accessOf(callerWith(grantOf(ann, { accessLevel: 'read_only_all' })));
    const [mine, red, other] = [documentOf(ann, 'amber'), documentOf(ann, 'red'), documentOf(stranger, 'amber')];
    const find = (row: Document, coordinate: string): Promise<unknown> =>
      findDocument(access, leaky([row]), coordinate, row.id).catch((error: unknown) => error);
    expect(await find(mine, 'Mutation.requestDownload')).toMatchObject({ document: mine });
    for (const row of [red, other])
      expect(await find(row, 'Mutation.requestDownload')).toMatchObject({ code: 'NOT_FOUND' });
    expect(await find(mine, 'Mutation.requestUpload')).toMatchObject({ code: 'NOT_FOUND' });
  });
});
