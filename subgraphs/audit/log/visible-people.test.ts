import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { visiblePeople } from './visible-people.ts';
import type { HeldGrant } from '#platform/auth';
import type { ReadableEntry } from './entry-queries.ts';
import type { VisiblePeople } from './visible-people.ts';

const NOW = 1_790_000_000;
const NOBODY: VisiblePeople = { actorId: null, onBehalfOfId: null, grantId: null };

function entry(change: Partial<ReadableEntry> = {}): ReadableEntry {
  return {
    ...{
      index: 1,
      eventId: 'event',
      kind: 'PREPARED',
      intentId: 'intent',
      service: 'case',
      tenantRef: 't',
      tenantSeq: 1,
    },
    ...{ actorRef: 'actor-ref', actorType: 'HUMAN', grantRef: null, onBehalfOfRef: null, ownerRef: 'owner-ref' },
    ...{ action: 'case.case.create', targetType: 'Case', targetRef: 'target-ref', tier: 'amber', outcome: 'ATTEMPTED' },
    ...{ requestId: 'request-1', recordedAt: '2026-11-22T08:30:00.000Z', eventHash: Buffer.alloc(0), leaf: '{}' },
    ...{ actorId: 'actor', onBehalfOfId: null, grantId: null, targetId: 'target', readAs: 'principal' },
    ...change,
  };
}

const byProxy = {
  ...{ actorRef: 'proxy-ref', grantRef: 'grant-ref', onBehalfOfRef: 'owner-ref' },
  ...{ actorId: 'proxy', grantId: 'grant', onBehalfOfId: 'owner' },
};

function reader(principalId: string, ...grants: Partial<HeldGrant>[]): Parameters<typeof visiblePeople>[1] {
  return { principalId, grants: grants.map((grant) => ({ expiresAt: null, ...grant }) as HeldGrant) };
}

const seen = (change: Partial<ReadableEntry>, who: ReturnType<typeof reader>): VisiblePeople =>
  visiblePeople(entry(change), who, NOW);

describe('[R-116] who in an entry is shown to whom', () => {
  test('oneself', () => {
    expect(seen({ actorId: 'owner' }, reader('owner'))).toEqual({ ...NOBODY, actorId: 'owner' });
  });

  test('whoever acted for the reader, on whose behalf, and by which grant', () => {
    const all = { actorId: 'proxy', onBehalfOfId: 'owner', grantId: 'grant' };
    for (const kind of ['PREPARED', 'OUTCOME', 'FACT'] as const)
      expect(seen({ ...byProxy, kind }, reader('owner'))).toEqual(all);
    expect(seen(byProxy, reader('proxy'))).toEqual(all);
  });

  test('a stranger who was refused is not shown to the owner of what they tried', () => {
    const refused = { kind: 'FACT', outcome: 'DENIED', action: 'security.authz.deny', actorId: 'stranger' } as const;
    expect(seen(refused, reader('owner'))).toEqual(NOBODY);
    expect(seen({ ...refused, readAs: 'organisation' }, reader('officer'))).toEqual(NOBODY);
  });

  test('a stranger who used a grant of somebody else is not shown either', () => {
    const refused = { ...byProxy, onBehalfOfId: 'other', kind: 'FACT', outcome: 'DENIED' } as const;
    expect(seen(refused, reader('owner'))).toEqual(NOBODY);
  });

  test('whoever granted the reader a role, while the grant lasts; not the grant of others', () => {
    const tried = { kind: 'FACT', outcome: 'DENIED', actorId: 'friend' } as const;
    expect(seen(tried, reader('owner', { principalId: 'friend' }))).toEqual({ ...NOBODY, actorId: 'friend' });
    expect(seen(tried, reader('owner', { principalId: 'friend', expiresAt: NOW + 1 }))).toEqual({
      ...NOBODY,
      actorId: 'friend',
    });
    expect(seen(tried, reader('owner', { principalId: 'friend', expiresAt: NOW }))).toEqual(NOBODY);
    expect(seen(byProxy, reader('third', { principalId: 'owner' }))).toEqual({ ...NOBODY, onBehalfOfId: 'owner' });
  });

  test("in an organisation's trail, its people who changed something", () => {
    for (const kind of ['PREPARED', 'OUTCOME'] as const)
      expect(seen({ kind, readAs: 'organisation', ownerRef: null }, reader('officer'))).toEqual({
        ...NOBODY,
        actorId: 'actor',
      });
    expect(seen({ ...byProxy, readAs: 'organisation' }, reader('officer'))).toEqual(NOBODY);
  });

  test('auditors see everybody', () => {
    expect(seen({ ...byProxy, readAs: 'auditor' }, reader('auditor'))).toEqual({
      actorId: 'proxy',
      onBehalfOfId: 'owner',
      grantId: 'grant',
    });
  });

  test('before it was recorded on whose behalf, a grant in one’s own trail was one’s own, unless it was refused', () => {
    const old = { ...byProxy, onBehalfOfRef: null, onBehalfOfId: null };
    expect(seen(old, reader('owner'))).toEqual({ actorId: 'proxy', onBehalfOfId: null, grantId: 'grant' });
    expect(seen({ ...old, kind: 'FACT', outcome: 'DENIED' }, reader('owner'))).toEqual(NOBODY);
    expect(seen({ ...old, readAs: 'organisation' }, reader('owner'))).toEqual(NOBODY);
  });

  test('erased people are nobody', () => {
    const erased = { ...byProxy, actorId: null, onBehalfOfId: null, grantId: null };
    for (const readAs of ['principal', 'organisation', 'auditor'] as const)
      expect(seen({ ...erased, readAs }, reader('owner'))).toEqual(NOBODY);
  });
});

test('[R-116] whatever the entry, nobody is shown who is not in it, and nobody but an auditor sees two strangers', () => {
  const person = fc.constantFrom('a', 'b', 'c', null);
  const entries = fc.record({
    kind: fc.constantFrom('PREPARED', 'OUTCOME', 'FACT'),
    outcome: fc.constantFrom('ATTEMPTED', 'COMMITTED', 'DENIED', 'OK'),
    readAs: fc.constantFrom('principal', 'organisation', 'auditor'),
    actorId: person,
    onBehalfOfId: person,
    grantId: fc.constantFrom('g', null),
  });
  fc.assert(
    fc.property(entries, fc.constantFrom('a', 'b', 'd'), fc.boolean(), (said, principalId, isGranted) => {
      const refs = { grantRef: said.grantId, onBehalfOfRef: said.onBehalfOfId };
      const full = entry({ ...refs, ...said });
      const shown = visiblePeople(full, reader(principalId, ...(isGranted ? [{ principalId: 'c' }] : [])), NOW);
      for (const name of ['actorId', 'onBehalfOfId', 'grantId'] as const)
        expect([null, full[name]]).toContain(shown[name]);
      if (said.readAs === 'auditor') return;
      const known = [principalId, ...(isGranted ? ['c'] : [])];
      const { actorId, onBehalfOfId } = shown;
      if (actorId !== null && onBehalfOfId !== null)
        expect(known.includes(actorId) || known.includes(onBehalfOfId)).toBe(true);
    }),
  );
});
