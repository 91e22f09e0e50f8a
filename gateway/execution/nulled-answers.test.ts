import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Kind, TypeInfo, isAbstractType, parse, validate, visit, visitWithTypeInfo } from 'graphql';
import { AppError } from '#platform/errors';
import { answerOf, withholding } from '../testing/random-answers.ts';
import { COORDINATES, VARIABLES, randomQuery, randomSchema } from '../testing/random-operations.ts';
import { operationOf } from '../testing/schemas.ts';
import { createDenialErrors } from './denial-errors.ts';
import { insertNulls } from './insert-nulls.ts';
import { pruneOperation } from './prune-operation.ts';
import { objectTypes } from './used-fields.ts';
import type { DocumentNode, GraphQLError } from 'graphql';
import type { FieldDecision } from './check-access.ts';

const seed = fc.nat();
const denied = fc.oneof(fc.subarray(COORDINATES, { maxLength: 4 }), fc.subarray(COORDINATES));
const RUNS = { numRuns: 400 };

/** What the gateway does with a query of which something is denied. */
function nulled(text: string, decideField: FieldDecision, options: { seed: number; failing?: boolean }) {
  const { operation, fragments } = operationOf(text);
  const isDenied = (type: string, field: string): boolean => decideField(type, field) !== undefined;
  const { left, typeKey } = pruneOperation(randomSchema, operation, fragments, isDenied);
  const asked: string[] = [];
  const onField = (coordinate: string): void => void asked.push(coordinate);
  const answer = left === undefined ? { data: {} } : answerOf(left.document, { ...options, onField });
  const call = { schema: randomSchema, document: parse(text), operationName: undefined, variables: VARIABLES };
  const { data } = answer;
  const inserted =
    data === null || data === undefined ? undefined : insertNulls({ ...call, decideField, data, typeKey });
  return { left, asked, data: inserted?.data ?? null, errors: [...(answer.errors ?? []), ...(inserted?.errors ?? [])] };
}

function isValid(text: string): boolean {
  return validate(randomSchema, parse(text)).length === 0;
}

/** What each error tells, those of denials bounded as they are for clients. */
function told(errors: readonly GraphQLError[] = []): readonly string[] {
  const bounded = createDenialErrors();
  for (const { originalError, path = [], nodes = [] } of errors)
    if (originalError instanceof AppError) bounded.add({ error: originalError, path, nodes });
  return messagesOf(bounded.all());
}

function messagesOf(errors: readonly GraphQLError[]): readonly string[] {
  return errors.map(({ path, message }) => JSON.stringify([path, message])).sort();
}

/** Every coordinate that a document could ask for. */
function coordinatesOf(document: DocumentNode): readonly string[] {
  const found: string[] = [];
  const types = new TypeInfo(randomSchema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: ({ name }) => {
        const parent = types.getParentType();
        if (parent && types.getFieldDef() && !name.value.startsWith('__'))
          found.push(...objectTypes(randomSchema, parent).map((type) => `${type}.${name.value}`));
      },
    }),
  );
  return found;
}

describe('an answer with denied fields', () => {
  test('is what executing the whole document gives when denied fields fail: data in order, paths of errors', () => {
    fc.assert(
      fc.property(randomQuery, denied, seed, (text, coordinates, of) => {
        fc.pre(isValid(text));
        const decideField = withholding(coordinates);
        const expected = answerOf(text, { seed: of, decideField });
        const actual = nulled(text, decideField, { seed: of });
        expect(JSON.stringify(actual.data)).toBe(JSON.stringify(expected.data));
        expect(messagesOf(actual.errors)).toEqual(told(expected.errors));
      }),
      RUNS,
    );
  });

  test('is that also when other fields fail by themselves', () => {
    fc.assert(
      fc.property(randomQuery, denied, seed, (text, coordinates, of) => {
        fc.pre(isValid(text));
        const decideField = withholding(coordinates);
        const expected = answerOf(text, { seed: of, decideField, failing: true });
        const actual = nulled(text, decideField, { seed: of, failing: true });
        expect(JSON.stringify(actual.data)).toBe(JSON.stringify(expected.data));
        expect(actual.errors.length > 0).toBe((expected.errors ?? []).length > 0);
      }),
      RUNS,
    );
  });

  test('asks nobody for a denied field, by a document that is valid', () => {
    fc.assert(
      fc.property(randomQuery, denied, seed, (text, coordinates, of) => {
        fc.pre(isValid(text));
        const { left, asked } = nulled(text, withholding(coordinates), { seed: of });
        expect(asked.filter((coordinate) => coordinates.includes(coordinate))).toEqual([]);
        if (left === undefined) return;
        expect(validate(randomSchema, left.document)).toEqual([]);
        expect(coordinatesOf(left.document).filter((coordinate) => coordinates.includes(coordinate))).toEqual([]);
      }),
      RUNS,
    );
  });

  test('is the plain answer when nothing is denied', () => {
    fc.assert(
      fc.property(randomQuery, seed, (text, of) => {
        fc.pre(isValid(text));
        const { data, errors } = nulled(text, withholding([]), { seed: of });
        expect({ data: JSON.stringify(data), errors }).toEqual({
          data: JSON.stringify(answerOf(text, { seed: of }).data),
          errors: [],
        });
      }),
      RUNS,
    );
  });
});

test('the random operations have what they are to be tried with', () => {
  const valid = fc.sample(randomQuery, { numRuns: 500, seed: 1 }).filter(isValid);
  const kinds = new Set<string>();
  for (const text of valid) {
    const types = new TypeInfo(randomSchema);
    visit(
      parse(text),
      visitWithTypeInfo(types, {
        enter: ({ kind }) => {
          kinds.add(kind);
          if (kind === Kind.FIELD && isAbstractType(types.getParentType())) kinds.add('field of an interface');
        },
      }),
    );
  }
  expect(valid.length).toBeGreaterThan(400);
  expect([...kinds]).toEqual(
    expect.arrayContaining([
      Kind.FRAGMENT_SPREAD,
      Kind.INLINE_FRAGMENT,
      Kind.DIRECTIVE,
      Kind.VARIABLE,
      Kind.ARGUMENT,
      'field of an interface',
    ]),
  );
});
