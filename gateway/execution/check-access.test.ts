import { describe, expect, test } from '@jest/globals';
import { systemClock } from '#platform/clock';
import { withholding } from '../testing/random-answers.ts';
import { randomSchema } from '../testing/random-operations.ts';
import { operationOf, supergraph } from '../testing/schemas.ts';
import { testCaller } from '../testing/token-issuer.ts';
import { decideFields, findDenials, refusalOf } from './check-access.ts';

const NOW = 1_800_000_000;
const caller = (change: Parameters<typeof testCaller>[1]) => ({
  ...testCaller(systemClock, { authTime: NOW - 10, ...change }),
  tokenExpiresAt: NOW + 60,
});
const anybody = { kind: 'anonymous' } as const;

describe('what one caller may use', () => {
  test.each([
    ['nobody signed in', anybody, 'Query', 'me', 'unauthenticated', 'UNAUTHENTICATED'],
    ['another role', caller({ role: 'auditor' }), 'Query', 'incident', 'role', 'FORBIDDEN'],
    ['a scope that is missing', caller({ scopes: [] }), 'Document', 'title', 'scope', 'FORBIDDEN'],
    [
      'a second factor that is too old',
      caller({ authTime: NOW - 3_600 }),
      'Mutation',
      'inviteGrant',
      'step_up',
      'STEP_UP_REQUIRED',
    ],
  ])('[R-034] %s: the reason, the code and the coordinate', (_what, actor, type, field, reason, code) => {
    const denial = decideFields(supergraph.policies, actor, NOW)(type, field);
    expect(denial).toMatchObject({ reason, error: { code, facts: { coordinate: `${type}.${field}` } } });
  });

  test('what is allowed, and introspection, which has no policy, are no denials', () => {
    const decideField = decideFields(supergraph.policies, anybody, NOW);
    expect(decideField('Query', 'auditCheckpoint')).toBeUndefined();
    expect(decideField('__Schema', 'types')).toBeUndefined();
  });
});

describe('the denials of an operation', () => {
  const denialsOf = (text: string, coordinates: readonly string[], variables = {}) =>
    findDenials({ schema: randomSchema }, { ...operationOf(text), variables }, withholding(coordinates));

  test('are all there, in the order of the document, with their paths', () => {
    const text = '{ x: a { name ...F } certainA { ... { list { only } } } } fragment F on A { list { o: only } name }';
    const denials = denialsOf(text, ['B.only', 'A.name']);
    expect(denials.map(({ coordinate, path, reason }) => [coordinate, path.join('.'), reason])).toEqual([
      ['A.name', 'x.name', 'role'],
      ['B.only', 'x.list.o', 'role'],
      ['A.name', 'x.name', 'role'],
      ['B.only', 'certainA.list.only', 'role'],
    ]);
  });

  test('leave out what the variables leave out', () => {
    const text = 'query ($yes: Boolean!) { a @skip(if: $yes) { name } text @include(if: $yes) }';
    expect(denialsOf(text, ['A.name', 'Query.text'], { yes: true })).toHaveLength(1);
  });

  test('a field of an interface is denied when it is on one of the objects, and named as the document has it', () => {
    const [denial] = denialsOf('{ nodes { name peer { id } } }', ['B.name']);
    expect(denial).toMatchObject({ coordinate: 'Node.name', error: { facts: { coordinate: 'Node.name' } } });
    expect(denialsOf('{ nodes { peer { name } } }', ['A.name'])).toHaveLength(1);
    expect(denialsOf('{ any { ... on A { name } ... on B { name } } }', ['B.name'])).toHaveLength(1);
  });

  test('a refusal names the path and the place in the text of the first', () => {
    const [denial] = denialsOf('{\n  x: a {\n    y: name\n  }\n}', ['A.name']);
    expect(denial && refusalOf(denial).toJSON()).toMatchObject({
      path: ['x', 'y'],
      locations: [{ line: 3, column: 5 }],
    });
  });
});
