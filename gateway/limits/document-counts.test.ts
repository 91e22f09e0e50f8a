import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'graphql';
import { countDocument } from './document-counts.ts';
import type { DocumentCounts } from './document-counts.ts';

const count = (text: string): ReturnType<typeof countDocument> => countDocument(parse(text));

/** A generated selection: a field with an alias or a condition, an inline fragment, or the spread of an earlier fragment. */
interface Field {
  readonly alias: boolean;
  readonly skip: boolean;
  readonly below: readonly Selection[];
}
type Selection = { readonly field: Field } | { readonly inline: readonly Selection[] } | { readonly spread: number };

const { selections } = fc.letrec<{ selections: Selection[]; selection: Selection }>((tie) => ({
  selections: fc.array(tie('selection'), { minLength: 1, maxLength: 3 }),
  selection: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ field: fc.record({ alias: fc.boolean(), skip: fc.boolean(), below: fc.constant([]) }) }),
    fc.record({ spread: fc.nat(2) }),
    fc.record({ field: fc.record({ alias: fc.boolean(), skip: fc.boolean(), below: tie('selections') }) }),
    fc.record({ inline: tie('selections') }),
  ),
}));

/** Fragment `n` spreads only fragments before it, so there is no cycle; a spread of nobody becomes a field. */
const documents = fc.record({ operation: selections, fragments: fc.array(selections, { minLength: 3, maxLength: 3 }) });

function print(set: readonly Selection[], known: number): string {
  const parts = set.map((selection) => {
    if ('inline' in selection) return `... { ${print(selection.inline, known)} }`;
    if ('spread' in selection) return selection.spread < known ? `...F${selection.spread}` : 'leaf';
    const { alias, skip, below } = selection.field;
    return `${alias ? 'a: ' : ''}f ${skip ? '@skip(if: false)' : ''} ${below.length > 0 ? `{ ${print(below, known)} }` : ''}`;
  });
  return parts.join(' ');
}

/** The slow way: writes every fragment out where it is spread, then counts what is there. */
function countNaively(
  set: readonly Selection[],
  fragments: readonly (readonly Selection[])[],
  known: number,
): Pick<DocumentCounts, 'selections' | 'aliases' | 'directives' | 'fields' | 'rootFields'> {
  const total = { selections: 0, aliases: 0, directives: 0, fields: 0, rootFields: 0 };
  for (const selection of set) {
    total.selections += 1;
    const isField = 'field' in selection || ('spread' in selection && selection.spread >= known);
    const below =
      'field' in selection
        ? countNaively(selection.field.below, fragments, known)
        : 'inline' in selection
          ? countNaively(selection.inline, fragments, known)
          : countNaively(
              isField ? [] : (fragments[selection.spread] ?? []),
              fragments,
              Math.min(known, selection.spread),
            );
    total.selections += below.selections;
    total.aliases += below.aliases + ('field' in selection && selection.field.alias ? 1 : 0);
    total.directives += below.directives + ('field' in selection && selection.field.skip ? 1 : 0);
    total.fields += below.fields + (isField ? 1 : 0);
    total.rootFields += isField ? 1 : below.rootFields;
  }
  return total;
}

describe('counting a document', () => {
  test('[R-059] gives what writing every fragment out would give', () => {
    fc.assert(
      fc.property(documents, ({ operation, fragments }) => {
        const text = [
          `{ ${print(operation, fragments.length)} }`,
          ...fragments.map((set, index) => `fragment F${index} on Query { ${print(set, index)} }`),
        ].join('\n');
        const naive = countNaively(operation, fragments, fragments.length);
        const definitions = { operations: 1, fragments: fragments.length, declaredVariables: 0 };
        expect(count(text)).toEqual({ ...naive, ...definitions, mutationFields: 0 });
        const mutation = count(text.replace('{', 'mutation {'));
        expect(mutation).toEqual({ ...naive, ...definitions, mutationFields: naive.rootFields });
      }),
    );
  });

  test('[R-059] a few fragments that double each other are counted at once, not walked', () => {
    const doubling = Array.from(
      { length: 60 },
      (_, index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`,
    );
    const counts = count(`{ ...F0 } ${doubling.join('\n')} fragment F60 on Query { a: b }`);
    expect(counts).toMatchObject({ aliases: Number.MAX_SAFE_INTEGER, rootFields: Number.MAX_SAFE_INTEGER });
  });

  test('adds up all operations, and directives on operations, variables and fragments', () => {
    const text = 'query A($v: Int @d) @d { a ...F @d } mutation B { b } fragment F on Query @d { c @d }';
    expect(count(text)).toEqual({
      selections: 4,
      aliases: 0,
      directives: 5,
      fields: 3,
      rootFields: 3,
      mutationFields: 1,
      operations: 2,
      fragments: 1,
      declaredVariables: 1,
    });
  });

  test('a fragment that reaches itself cannot be counted', () => {
    expect(count('{ ...A } fragment A on Query { ...B } fragment B on Query { x { ...A } }')).toBe('fragment cycle');
  });

  test('a fragment that is not there cannot be counted', () => {
    expect(count('{ ...A }')).toBe('unknown fragment');
  });
});
