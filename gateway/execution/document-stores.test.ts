import { describe, expect, test } from '@jest/globals';
import { GraphQLError, Kind, parse, print, visit } from 'graphql';
import { createDocumentStore, createPlanStore } from './document-stores.ts';

const MANY = 1_500;

describe('documents that Apollo Server keeps', () => {
  test('are found again, a thousand of them and no more', async () => {
    const store = createDocumentStore();
    for (let number = 0; number < MANY; number += 1) await store.set(String(number), parse(`{ a${String(number)} }`));
    const found = await Promise.all(Array.from({ length: MANY }, (_, number) => store.get(String(number))));
    expect(found.filter((document) => document !== undefined)).toHaveLength(1_000);
    expect(found.at(-1)).toBeDefined();
    store.clear();
    expect(await store.get(String(MANY - 1))).toBeUndefined();
  });

  test('are fewer when they are long', async () => {
    const store = createDocumentStore();
    const long = `{ ${'field '.repeat(10_000)} }`;
    for (let number = 0; number < 100; number += 1) await store.set(String(number), parse(long));
    const found = await Promise.all(Array.from({ length: 100 }, (_, number) => store.get(String(number))));
    expect(found.filter((document) => document !== undefined)).toHaveLength(16);
  });

  test('still say where in the text something is', async () => {
    const store = createDocumentStore();
    await store.set('one', parse('{\n  one\n  two { three }\n}'));
    const operation = (await store.get('one'))?.definitions[0];
    if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
    const [, two] = operation.selectionSet.selections;
    expect(new GraphQLError('here', { nodes: two ?? [] }).locations).toEqual([{ line: 3, column: 3 }]);
  });

  test('are the same documents, with less in them', async () => {
    const store = createDocumentStore();
    const text = 'query A($a: Int = 1) { one two(a: $a) @skip(if: true) { three: four ...F } } fragment F on B { c }';
    const document = parse(text);
    await store.set('one', document);
    expect(await store.get('one')).toBe(document);
    expect(print(document)).toBe(print(parse(text)));
    const count = (given: typeof document): number => {
      let places = 0;
      visit(given, { enter: ({ loc }) => void (places += loc === undefined ? 0 : 1) });
      return places;
    };
    expect(count(document)).toBeLessThan(count(parse(text)) / 2);
  });

  test('hold on to no token of it', async () => {
    const store = createDocumentStore();
    const document = parse('{ one two { three } }');
    await store.set('one', document);
    expect(document.loc?.startToken.next).toBeNull();
    expect(document.loc?.endToken).toBe(document.loc?.startToken);
  });
});

test('plans are kept for a thousand documents, fewer when their calls are long', async () => {
  const store = createPlanStore();
  const planOf = (characters: number) => ({
    kind: 'QueryPlan' as const,
    node: {
      kind: 'Fetch' as const,
      serviceName: 'a',
      operation: 'x'.repeat(characters),
      operationKind: 'query' as const,
    },
  });
  const keep = async (characters: number): Promise<number> => {
    store.clear();
    for (let number = 0; number < MANY; number += 1) await store.set(String(number), planOf(characters) as never);
    const found = await Promise.all(Array.from({ length: MANY }, (_, number) => store.get(String(number))));
    return found.filter((plan) => plan !== undefined).length;
  };
  expect(await keep(100)).toBe(1_000);
  expect(await keep(20_000)).toBe(100);
});
