import { describe, expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { assertComplete, inSlotOrder, isSlot, missingOf, slotViews } from './slots.ts';
import type { CaseType, Evidence } from './case-types.ts';

function evidence(...slots: string[]): Evidence[] {
  const scope = { tenantId: newId(), principalId: newId(), caseId: newId() };
  return slots.map((slot) => ({ ...scope, slot, documentId: newId(), addedAt: new Date(0) }));
}

function shown(type: CaseType, ...slots: string[]): string[] {
  return slotViews(type, evidence(...slots)).map(
    ({ name, required, documentId }) => `${name}${required ? '!' : ''}${documentId === null ? ' open' : ''}`,
  );
}

describe('slots', () => {
  test.each([
    [
      'emergency_pack',
      ['directive_1', 'directive_50'],
      ['directive_0', 'directive_51', 'directive', 'directive_01', 'will', 'directive_1 ', ''],
    ],
    [
      'death_readiness',
      ['will', 'executor_nomination', 'asset_map', 'asset_document_1', 'asset_document_50', 'contact_document_7'],
      ['will_1', 'asset_map_1', 'asset_document', 'asset_document_51', 'directive_1', 'constructor', '__proto__'],
    ],
  ] as const)('[R-085] of %s are these, and nothing else', (type, known, unknown) => {
    expect(known.filter((slot) => !isSlot(type, slot))).toEqual([]);
    expect(unknown.filter((slot) => isSlot(type, slot))).toEqual([]);
  });

  test('stand in the order of the pack: by kind, then by number', () => {
    const given = evidence('asset_document_10', 'will', 'contact_document_1', 'asset_document_2', 'asset_map');
    expect(inSlotOrder('death_readiness', given).map(({ slot }) => slot)).toEqual([
      'will',
      'asset_map',
      'asset_document_2',
      'asset_document_10',
      'contact_document_1',
    ]);
  });
});

describe('[R-087] completeness', () => {
  test.each([
    ['emergency_pack', [], 1, ['directive_1']],
    ['emergency_pack', ['directive_1'], 1, []],
    ['emergency_pack', ['directive_17'], 1, []],
    ['emergency_pack', ['directive_1'], 0, ['contacts']],
    ['emergency_pack', [], 0, ['directive_1', 'contacts']],
    ['death_readiness', [], 0, ['will|executor_nomination', 'asset_map']],
    ['death_readiness', ['will'], 0, ['asset_map']],
    ['death_readiness', ['executor_nomination'], 0, ['asset_map']],
    ['death_readiness', ['asset_map'], 0, ['will|executor_nomination']],
    ['death_readiness', ['asset_document_1', 'contact_document_1'], 0, ['will|executor_nomination', 'asset_map']],
    ['death_readiness', ['will', 'asset_map'], 0, []],
    ['death_readiness', ['executor_nomination', 'asset_map'], 0, []],
  ] as const)('%s with %j and %i contacts lacks %j', (type, filled, contacts, missing) => {
    expect(missingOf(type, filled, contacts)).toEqual(missing);
  });

  test('what is missing is named in the error', () => {
    expect(() => assertComplete([])).not.toThrow();
    expect(() => assertComplete(['asset_map'])).toThrow(
      expect.objectContaining({ code: 'EVIDENCE_INCOMPLETE', facts: { missing: ['asset_map'] } }),
    );
  });
});

test('the slots shown are the filled ones and those that are open and needed, or an alternative', () => {
  expect(shown('emergency_pack')).toEqual(['directive_1! open']);
  expect(shown('emergency_pack', 'directive_3')).toEqual(['directive_3!']);
  expect(shown('emergency_pack', 'directive_1', 'directive_2')).toEqual(['directive_1', 'directive_2']);
  expect(shown('death_readiness')).toEqual(['will! open', 'executor_nomination! open', 'asset_map! open']);
  expect(shown('death_readiness', 'will', 'asset_map', 'asset_document_1')).toEqual([
    'will!',
    'executor_nomination open',
    'asset_map!',
    'asset_document_1',
  ]);
});
