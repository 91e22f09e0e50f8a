import { describe, expect, test } from '@jest/globals';
import { judge } from './judge.ts';
import { MAKING, OBJECT_TABLES } from './objects.ts';
import type { AuditedService } from '../stack/settings.ts';
import type { Evidence } from './judge.ts';
import type { ObjectTable } from './objects.ts';
import type { Receipt, StoredObject } from './read-data.ts';
import type { LoggedIntent } from './log-entries.ts';

/** What can be spoiled. */
interface Draft {
  readonly intents: Map<string, LoggedIntent>;
  readonly receipts: Map<string, Receipt>;
  readonly people: Map<string, StoredObject>;
  readonly grants: Map<string, StoredObject>;
  readonly keyed: string[];
  readonly askedFor: Map<string, number>;
  readonly acknowledged: Evidence['acknowledged'][number][];
}

const PERSON = 'vault.person.create';
const tableOf = (action: string): ObjectTable => {
  const table = MAKING[action];
  if (table === undefined) throw new Error(`${action} makes nothing`);
  return table;
};

function intent(
  intentId: string,
  action: string,
  targetId: string,
  preparedAt: number,
  outcome = 'COMMITTED',
): LoggedIntent {
  return { intentId, service: action.split('.', 1).join(), action, targetId, preparedAt, outcome, outcomes: 1 };
}

function receipt(intentId: string, logIndex: number): Receipt {
  return { intentId, state: 'COMMITTED', logIndex, proof: 'a proof', xmin: `x-${intentId}` };
}

/** One person that was added, one that was not, and a grant that was offered and suspended. */
function good(): Draft {
  const intents = [
    intent('i-1', PERSON, 'p-1', 0),
    intent('i-2', PERSON, 'p-2', 2, 'ABORTED'),
    intent('i-3', 'identity.grant.invite', 'g-1', 4),
    intent('i-4', 'identity.grant.suspend', 'g-1', 6),
  ];
  const aborted: Receipt = { intentId: 'i-2', state: 'ABORTED', logIndex: undefined, proof: undefined, xmin: 'x-i-2' };
  const receipts = [receipt('i-1', 0), aborted, receipt('i-3', 4), receipt('i-4', 6)];
  return {
    intents: new Map(intents.map((one) => [one.intentId, one])),
    receipts: new Map(receipts.map((one) => [one.intentId, one])),
    people: new Map([['p-1', { id: 'p-1', xmin: 'x-i-1', state: undefined }]]),
    grants: new Map([['g-1', { id: 'g-1', xmin: 'x-i-4', state: 'suspended' }]]),
    keyed: ['i-1'],
    askedFor: new Map([
      [PERSON, 1],
      ['identity.grant.invite', 1],
    ]),
    acknowledged: [
      { service: 'vault', action: PERSON, id: 'p-1' },
      { service: 'identity', action: 'identity.grant.suspend', id: 'g-1' },
    ],
  };
}

function judgeDraft(draft: Draft): string[] {
  const { intents, people, grants, keyed, askedFor, acknowledged } = draft;
  const of = (service: AuditedService): Map<string, Receipt> =>
    new Map([...draft.receipts].filter(([id]) => (intents.get(id)?.service ?? 'vault') === service));
  const objects = new Map<ObjectTable, ReadonlyMap<string, StoredObject>>(
    OBJECT_TABLES.map((table) => [table, new Map()]),
  );
  objects.set(tableOf(PERSON), people).set(tableOf('identity.grant.invite'), grants);
  const receipts = new Map((['vault', 'identity'] as const).map((service) => [service, of(service)]));
  const data = { receipts, objects, keyed: new Map([['vault', keyed] as const]) };
  return judge({
    intents,
    touched: [...intents.values()],
    data,
    acknowledged,
    askedFor,
    foundAtFirst: new Set(['p-0']),
  });
}

const SPOILED: readonly (readonly [string, (draft: Draft) => void, RegExp])[] = [
  [
    'an acknowledged change has no entry',
    ({ acknowledged }) => acknowledged.push({ service: 'vault', action: PERSON, id: 'p-9' }),
    /p-9 was acknowledged, and is not COMMITTED/,
  ],
  [
    'an acknowledged change is ABORTED',
    ({ acknowledged }) => acknowledged.push({ service: 'vault', action: PERSON, id: 'p-2' }),
    /p-2 was acknowledged, and is not COMMITTED/,
  ],
  [
    'an acknowledged change is not in the data',
    ({ people }) => people.delete('p-1'),
    /p-1 was acknowledged, and is not in the data/,
  ],
  ['a COMMITTED entry has no change', ({ people }) => people.delete('p-1'), /i-1.*its object is not there/],
  ['a COMMITTED entry has no receipt', ({ receipts }) => receipts.delete('i-1'), /i-1.*receipt is missing/],
  [
    'a COMMITTED entry was declared dead',
    ({ receipts }) => receipts.set('i-1', { ...receipt('i-1', 0), state: 'ABORTED' }),
    /i-1.*receipt is ABORTED/,
  ],
  ['a receipt is for another entry', ({ receipts }) => receipts.set('i-1', receipt('i-1', 1)), /i-1.*names entry 1/],
  [
    'a change came with another transaction',
    ({ people }) => people.set('p-1', { id: 'p-1', xmin: 'x-i-2', state: undefined }),
    /i-1.*another transaction/,
  ],
  [
    'an ABORTED entry has its change',
    ({ people }) => people.set('p-2', { id: 'p-2', xmin: 'x-i-2', state: undefined }),
    /i-2.*ABORTED in the log, and its object is there/,
  ],
  ['an ABORTED entry has no tombstone', ({ receipts }) => receipts.delete('i-2'), /i-2.*receipt is missing/],
  [
    'an ABORTED entry was committed',
    ({ receipts }) => receipts.set('i-2', receipt('i-2', 2)),
    /i-2.*receipt is COMMITTED/,
  ],
  [
    'an intent stays open',
    ({ intents }) => intents.set('i-5', { ...intent('i-5', PERSON, 'p-5', 8), outcome: undefined, outcomes: 0 }),
    /i-5.*no outcome/,
  ],
  [
    'an intent has two outcomes',
    ({ intents }) => intents.set('i-1', { ...intent('i-1', PERSON, 'p-1', 0), outcomes: 2 }),
    /i-1.*2 outcomes/,
  ],
  [
    'a change was made without the log',
    ({ people }) => people.set('p-7', { id: 'p-7', xmin: 'x', state: undefined }),
    /p-7, which 0 entries made/,
  ],
  ['a receipt is not in the log', ({ receipts }) => receipts.set('i-9', receipt('i-9', 9)), /receipt for i-9/],
  [
    'a later change was lost',
    ({ grants }) => grants.set('g-1', { id: 'g-1', xmin: 'x-i-3', state: 'accepted' }),
    /g-1 is accepted/,
  ],
  ['a key was used up by what did not happen', ({ keyed }) => keyed.push('i-2'), /under a key for i-2/],
];

describe('[R-108] the log held against the data', () => {
  test('nothing is said of what fits, nor of what was there before', () => {
    const draft = good();
    draft.people.set('p-0', { id: 'p-0', xmin: 'x', state: undefined });
    expect(judgeDraft(draft)).toEqual([]);
  });

  test.each(SPOILED)('it is said that %s', (_what, spoil, said) => {
    const draft = good();
    spoil(draft);
    expect(judgeDraft(draft).join('\n')).toMatch(said);
  });
});
