import { describe, expect, test } from '@jest/globals';
import { nextVersion, replay, taxonomyProblems } from './taxonomy-versions.ts';
import type { RecordedAction, TaxonomyVersion } from './taxonomy-versions.ts';

const CREATE: RecordedAction = {
  kind: 'CHANGE',
  facts: [],
  targets: ['Person'],
  tiers: ['amber'],
  recordedBy: ['vault'],
  retention: 'estate',
};
const READ: RecordedAction = { ...CREATE, kind: 'FACT', facts: ['OK'] };
const FIRST: TaxonomyVersion = { version: '1.0', actions: { 'vault.person.create': CREATE } };
const REGISTRY = { 'vault.person.create': CREATE };

describe('[R-109] the taxonomy only grows', () => {
  test('a registry that is recorded as it is has no problem, and nothing new to record', () => {
    expect(taxonomyProblems('1.0', REGISTRY, [FIRST])).toEqual([]);
    expect(nextVersion('1.0', REGISTRY, [FIRST])).toBeUndefined();
  });

  test('an action that is gone, or has another name, is a problem in every version', () => {
    const renamed = { 'vault.person.add': CREATE };
    for (const version of ['1.0', '1.1', '2.0']) {
      expect(taxonomyProblems(version, renamed, [FIRST])).toContain('vault.person.create: was in 1.0 and is gone');
      expect(() => nextVersion(version, renamed, [FIRST])).toThrow('is gone');
    }
  });

  test.each<[string, Partial<RecordedAction>]>([
    ['kind', { kind: 'FACT' }],
    ['retention', { retention: 'case' }],
    ['targets', { targets: ['Asset'] }],
    ['tiers', { tiers: [] }],
    ['recordedBy', { recordedBy: ['case'] }],
  ])('an action whose %s allows less is a problem, also in a new version', (member, change) => {
    const registry = { 'vault.person.create': { ...CREATE, ...change } };
    expect(taxonomyProblems('1.1', registry, [FIRST])).toContain(
      `vault.person.create: ${member} is not what 1.0 promised`,
    );
    expect(() => nextVersion('1.1', registry, [FIRST])).toThrow(member);
  });

  test.each([
    ['a new action', { ...REGISTRY, 'vault.person.read': READ }, 'vault.person.read'],
    ['a new target', { 'vault.person.create': { ...CREATE, targets: ['Person', 'Asset'] } }, 'vault.person.create'],
  ] as const)('%s needs a new version, which records it and nothing else', (_what, registry, name) => {
    expect(() => nextVersion('1.0', registry, [FIRST])).toThrow('raise AUDIT_TAXONOMY_VERSION');
    expect(taxonomyProblems('1.1', registry, [FIRST])).toEqual([
      `${name}: not recorded, run npm run generate:audit-actions`,
    ]);
    const next = nextVersion('1.1', registry, [FIRST]);
    expect(Object.keys(next?.actions ?? {})).toEqual([name]);
    expect(taxonomyProblems('1.1', registry, next === undefined ? [] : [next, FIRST])).toEqual([]);
  });

  test('a version without anything new is a problem', () => {
    expect(taxonomyProblems('1.1', REGISTRY, [FIRST])).toEqual(['version 1.1 adds nothing to 1.0']);
  });

  test('1.10 comes after 1.9', () => {
    const wider = { ...CREATE, tiers: ['amber', 'red'] as const };
    const widest = { ...CREATE, tiers: ['amber', 'red', 'green'] as const };
    const versions = [
      { version: '1.10', actions: { 'vault.person.create': widest } },
      FIRST,
      { version: '1.9', actions: { 'vault.person.create': wider } },
    ];
    expect(replay(versions)['vault.person.create']).toEqual(widest);
  });
});
