import { describe, expect, test } from '@jest/globals';
import { readAnswer } from './read-answer.ts';

const read = (status: number, body: unknown): unknown =>
  readAnswer(status, Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));

describe('the answer of a subgraph', () => {
  test.each([
    ['data', { data: { a: 1 } }],
    ['no data, which is an answer', { data: null }],
    ['errors alone', { errors: [{ message: 'm' }] }],
    ['both', { data: { a: null }, errors: [{ message: 'm', path: ['a', 0], extensions: { code: 'X' } }] }],
    ['more besides', { data: {}, extensions: { a: 1 } }],
  ])('is %s', (_what, body) => {
    expect(read(200, body)).toEqual(body);
    expect(read(500, body)).toEqual(body);
  });

  test.each([
    ['no JSON', 'x'],
    ['nothing', ''],
    ['a list', []],
    ['a text', '"x"'],
    ['null', 'null'],
    ['neither data nor errors', {}],
    ['data that is a list', { data: [] }],
    ['data that is a text', { data: 'x' }],
    ['errors that are no list', { data: {}, errors: {} }],
    ['an error that is a text', { errors: ['x'] }],
    ['an error without a message', { errors: [{}] }],
    ['a path that is a text', { errors: [{ message: 'm', path: 'a' }] }],
    ['a path with something else than keys', { errors: [{ message: 'm', path: [{}] }] }],
    ['extensions that are a list', { errors: [{ message: 'm', extensions: [] }] }],
    ['a code that is none of ours', { code: 'ELSEWHERE' }],
  ])('is not %s', (_what, body) => {
    for (const status of [200, 502])
      expect(() => read(status, body)).toThrow(expect.objectContaining({ code: 'SUBGRAPH_UNAVAILABLE' }));
  });

  test('may be a refusal ahead of GraphQL, whose code is kept', () => {
    expect(() => read(401, { code: 'UNAUTHENTICATED' })).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
    expect(() => read(200, { code: 'UNAUTHENTICATED' })).toThrow(
      expect.objectContaining({ code: 'SUBGRAPH_UNAVAILABLE' }),
    );
  });
});
