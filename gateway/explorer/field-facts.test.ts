import { describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { ANONYMOUS } from '#platform/auth';
import { createOperationCost } from '../limits/cost/operation-cost.ts';
import { supergraph } from '../testing/schemas.ts';
import { fieldFacts } from './field-facts.ts';
import type { FieldFacts } from './field-facts.ts';

const { schema, policies } = supergraph;
const deps = { schema, policies, cost: createOperationCost(schema), maxCost: 5_000 };

/** @param text with `|` where the cursor is */
function factsAt(text: string, variables?: Readonly<Record<string, unknown>>): FieldFacts | undefined {
  const document = parse(text.replace('|', ''));
  const cursor = { offset: text.indexOf('|'), actor: ANONYMOUS, nowSeconds: 0 };
  return fieldFacts(deps, { document, operationName: undefined, variables }, cursor);
}

describe('the field at the cursor', () => {
  test.each([
    ['{ m|e { displayName } }', 'Query.me'],
    ['{ me { display|Name } }', 'Principal.displayName'],
    ['{ me { displayName |} }', 'Query.me'],
    ['{ cases(fi|rst: 2) { nodes { id } } }', 'Query.cases'],
    ['query A { me { ...F } } fragment F on Principal { ema|il }', 'Principal.email'],
    ['{ me { no|where } }', 'Query.me'],
    ['{ other: me { x: dis|playName } }', 'Principal.displayName'],
  ])('%s is of %s', (text, coordinate) => {
    expect(factsAt(text)?.coordinate).toBe(coordinate);
  });

  test.each([['quer|y A { me { id } }'], ['{ nowh|ere { id } }']])('there is none at %s', (text) => {
    expect(factsAt(text)).toBeUndefined();
  });

  test('its policy is in words', () => {
    expect(factsAt('{ cas|es { nodes { id } } }')?.policy).toEqual(
      expect.arrayContaining([{ name: 'Who', text: expect.stringContaining('principal; or whoever has a grant as') }]),
    );
    expect(factsAt('{ auditCheck|point { size } }')?.policy[0]).toEqual({
      name: 'Who',
      text: 'anybody, signed in or not',
    });
    const changes = factsAt('mutation ($i: CaseIdInput!) { export|Pack(input: $i) { pack { id } } }')?.policy;
    expect(changes).toEqual(
      expect.arrayContaining([
        { name: 'Second factor', text: 'given at most 300 s ago' },
        { name: 'Recorded as', text: 'case.pack.export' },
      ]),
    );
  });

  test('says whether the policy alone lets the caller', () => {
    expect(factsAt('{ me { display|Name } }')?.refusedWith).toBe('UNAUTHENTICATED');
    expect(factsAt('{ auditCheck|point { size } }')?.refusedWith).toBeUndefined();
  });

  test('costs what the operation would cost less without it, with these variables', () => {
    const text = 'query ($n: Int) { me { id } cases(first: $n) { no|des { id principal { id } } } }';
    const [few, many] = [factsAt(text, { n: 1 })?.cost, factsAt(text, { n: 50 })?.cost];
    expect(few?.field).toBeLessThan(few?.operation ?? 0);
    expect((many?.field ?? 0) - (few?.field ?? 0)).toBe((many?.operation ?? 0) - (few?.operation ?? 0));
    expect((many?.field ?? 0) / (few?.field ?? 1)).toBe(50);
    expect(many?.max).toBe(5_000);
  });

  test('has a policy also where its cost cannot be known, and says why', () => {
    const facts = factsAt('mutation ($input: AddPersonInput!) { addPer|son(input: $input) { person { id } } }');
    expect(facts?.cost).toBeUndefined();
    expect(facts?.costUnknown).toContain('input');
    expect(facts?.policy).not.toEqual([]);
    expect(factsAt('query A { me { i|d } } query B { me { id } }')?.costUnknown).toContain('which operation');
  });
});
