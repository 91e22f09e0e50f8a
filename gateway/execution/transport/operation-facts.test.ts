import { describe, expect, test } from '@jest/globals';
import { supergraph } from '../../testing/schemas.ts';
import { namedTimes } from './named-times.ts';
import { createOperationFacts } from './operation-facts.ts';
import { recordedQueries } from './recorded-queries.ts';

const factsOf = createOperationFacts({
  timeoutMs: 1_000,
  slowFields: new Map([['Mutation.exportPack', 5_000]]),
  recorded: new Set(['auditEntries']),
});

describe('what is known of an operation', () => {
  test.each([
    ['{ a }', { isQuery: true, isRecorded: false, isSlow: false, timeoutMs: 1_000 }],
    ['query Q { a auditEntries { id } }', { isQuery: true, isRecorded: true }],
    ['query Q { other: auditEntries { id } }', { isRecorded: true }],
    ['query Q { ... on Query @include(if: true) { auditEntries { id } } }', { isQuery: true, isRecorded: true }],
    ['mutation M { a }', { isQuery: false, isSlow: false }],
    ['mutation M { a exportPack { id } }', { isQuery: false, isSlow: true, timeoutMs: 5_000 }],
    ['query Q { exportPack }', { isSlow: false }],
    ['query Q { ...F } fragment F on Query { a }', { isQuery: false }],
    ['query Q { a } mutation M { a }', { isQuery: false }],
  ])('%s', (text, expected) => {
    expect(factsOf(text, undefined)).toMatchObject(expected);
    expect(factsOf(text, undefined)).toBe(factsOf(text, undefined));
  });

  test('its request is JSON, whatever is in its text', () => {
    const text = 'query Q($a: String) { a(b: "\\" \\n é") }';
    expect(JSON.parse(factsOf(text, 'Q').body('{"a":1}'))).toEqual({
      query: text,
      operationName: 'Q',
      variables: { a: 1 },
    });
    expect(JSON.parse(factsOf('{ b }', undefined).body('{}'))).toEqual({ query: '{ b }', variables: {} });
  });

  test('one large or slow answer counts at once, small ones little by little', () => {
    const { saw, seen } = factsOf('{ c }', undefined);
    expect(seen()).toBeUndefined();
    saw(100, 10);
    saw(1_000, 5);
    expect(seen()).toEqual({ bytes: 1_000, ms: 9 });
    saw(500, 100);
    expect(seen()).toEqual({ bytes: 900, ms: 100 });
  });
});

test('queries that services record are those whose access says so', () => {
  expect([...recordedQueries(supergraph.sdl)]).toEqual(['auditEntries']);
  expect([
    ...recordedQueries('type Query { a: Int @access(audit: "x") b: Int @access(public: true) } type A { c: Int }'),
  ]).toEqual(['a']);
  expect(recordedQueries('type Query { a: Int }').size).toBe(0);
});

describe('times by name', () => {
  const times = namedTimes(/^\w+$/, 'a=500');
  test('are read from one variable', () => {
    expect(times.parse(undefined)).toEqual(new Map([['a', 500]]));
    expect(times.parse(' b=100 , c=600000,')).toEqual(
      new Map([
        ['b', 100],
        ['c', 600_000],
      ]),
    );
    expect(times.parse('')).toEqual(new Map());
  });

  test.each(['a', 'a=', 'a=x', 'a=99', 'a=600001', 'a=100=200', 'a b=100', '=100', 'a=100,a=200', 'a=-5', 'a=1e3'])(
    '%s is refused',
    (text) => {
      expect(times.safeParse(text).success).toBe(false);
    },
  );
});
