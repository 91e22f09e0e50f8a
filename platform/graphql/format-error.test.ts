import { describe, expect, test } from '@jest/globals';
import { GraphQLError, buildSchema, getVariableValues, parse } from 'graphql';
import { AppError } from '#platform/errors';
import { silentLogger } from '#platform/logging';
import { coercionError, formatError } from './format-error.ts';
import type { GraphQLFormattedError, OperationDefinitionNode } from 'graphql';

function format(error: GraphQLError, code?: string): GraphQLFormattedError {
  const formatted = {
    ...error.toJSON(),
    extensions: { code: code ?? error.extensions['code'] ?? 'INTERNAL_SERVER_ERROR' },
  };
  return formatError(formatted, error, 'request-1', silentLogger);
}

test('an error of ours shows its code, its problem details and the request id', () => {
  const original = new AppError('CONFLICT', { detail: 'Somebody was faster.', cause: new Error('canary') });
  const shown = format(new GraphQLError('wrapped', { originalError: original, path: ['change'] }));
  expect(shown).toEqual({
    message: original.message,
    path: ['change'],
    extensions: {
      code: 'CONFLICT',
      detail: 'Somebody was faster.',
      requestId: 'request-1',
      status: 409,
      title: original.message,
      type: 'urn:lifeready:error:conflict',
    },
  });
});

test('[R-133] what nobody expected shows nothing of itself', () => {
  const shown = format(
    new GraphQLError('connect postgres://canary', { originalError: new TypeError('canary'), path: ['a'] }),
  );
  expect(shown).toMatchObject({
    message: 'Something went wrong',
    path: ['a'],
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  });
  expect(JSON.stringify(shown)).not.toContain('canary');
});

test('a registered code of the library keeps its meaning, an unregistered one has none', () => {
  expect(format(new GraphQLError('Syntax Error: Unexpected "}".'), 'GRAPHQL_PARSE_FAILED').extensions).toMatchObject({
    code: 'GRAPHQL_PARSE_FAILED',
    detail: 'Syntax Error: Unexpected "}".',
  });
  expect(format(new GraphQLError('canary'), 'OPERATION_RESOLUTION_FAILURE').extensions).not.toHaveProperty(
    'detail',
    'canary',
  );
  expect(format(new GraphQLError('canary'), 'SOMETHING_ELSE').extensions).toMatchObject({
    code: 'INTERNAL_SERVER_ERROR',
  });
});

describe('[R-133] a variable that does not fit its type', () => {
  const schema = buildSchema(
    'type Query { f(input: In): Int } input In { title: String!, count: Int, nested: In, list: [Int!] }',
  );

  function coercionMessage(declared: string, value: unknown): string {
    const [operation] = parse(`query ($input: ${declared}) { f(input: $input) }`)
      .definitions as OperationDefinitionNode[];
    const { errors = [] } = getVariableValues(schema, operation?.variableDefinitions ?? [], { input: value });
    const [error] = errors;
    if (error === undefined) throw new Error('the value was accepted');
    return error.message;
  }

  test.each([
    ['input.title', 'In', { title: 7 }],
    ['input.count', 'In', { title: 'a', count: 'canary' }],
    ['input.nested.count', 'In', { title: 'a', nested: { title: 'b', count: 1.5 } }],
    ['input.list[1]', 'In', { title: 'a', list: [1, 'canary'] }],
    ['input', 'In', 'canary'],
    ['input', 'In!', null],
    ['input', 'In', { title: 'a', unknown: 'canary' }],
    ['input', 'In', { count: 1 }],
  ])('is answered by the path %s, and its value is not shown', (path, declared, value) => {
    const error = coercionError(coercionMessage(declared, value));
    expect(error).toMatchObject({ code: 'BAD_USER_INPUT', fields: { [path]: ['is not a valid value for its type'] } });
    expect(JSON.stringify(error.fields)).not.toContain('canary');
  });

  test.each(['x at "canary"; y', 'x at "canary.input"; y', 'x at "inputcanary"; y'])(
    'and that looks like a path is not shown: %s',
    (count) => {
      expect(Object.keys(coercionError(coercionMessage('In', { title: 'a', count })).fields ?? {})).toEqual([
        'input.count',
      ]);
    },
  );

  test('that cannot be read shows no path', () => {
    expect(coercionError('canary').fields).toBeUndefined();
  });
});
