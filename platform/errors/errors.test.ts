import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { AppError, asAppError, badInput } from './app-error.ts';
import { parseInput } from './input.ts';
import { problemType, toProblem } from './problem.ts';
import { renderErrorReference } from './reference.ts';
import { ERROR_CODES, isErrorCode } from './registry.ts';
import type { ErrorCode } from './registry.ts';

const CODES = Object.keys(ERROR_CODES) as ErrorCode[];

describe('an error', () => {
  test('shows its code, status and title; its cause stays inside', () => {
    const error = new AppError('CONFLICT', { cause: new Error('row 17 of table secrets') });
    expect(error).toMatchObject({
      name: 'AppError',
      code: 'CONFLICT',
      status: 409,
      message: ERROR_CODES.CONFLICT.title,
    });
    expect(JSON.stringify(toProblem(error, 'request-1'))).not.toContain('secrets');
    expect(error.cause).toMatchObject({ message: 'row 17 of table secrets' });
  });

  test('of nobody here is an internal one, with the original as its cause', () => {
    for (const thrown of [new Error('password=hunter2'), 'text', null, undefined, { code: 'CONFLICT' }]) {
      expect(asAppError(thrown).code).toBe('INTERNAL_SERVER_ERROR');
      expect(asAppError(thrown).cause).toBe(thrown);
      expect(JSON.stringify(toProblem(asAppError(thrown), 'request-1'))).not.toContain('hunter2');
    }
    const own = new AppError('NOT_FOUND');
    expect(asAppError(own)).toBe(own);
  });

  test('as problem details holds what RFC 9457 asks for, the code and the request id', () => {
    const error = new AppError('MFA_CODE_INVALID', {
      detail: 'Once more.',
      fields: { 'input.code': ['is wrong'] },
      facts: { attemptsRemaining: 4 },
    });
    expect(toProblem(error, 'request-1')).toEqual({
      type: 'urn:lifeready:error:mfa-code-invalid',
      title: ERROR_CODES.MFA_CODE_INVALID.title,
      status: 401,
      detail: 'Once more.',
      errors: { 'input.code': ['is wrong'] },
      code: 'MFA_CODE_INVALID',
      requestId: 'request-1',
      attemptsRemaining: 4,
    });
  });

  test('cannot have its code, status or request id replaced by its facts', () => {
    const error = new AppError('FORBIDDEN', {
      facts: { code: 'NONE', status: 200, requestId: 'forged', type: 'about:blank', title: 'Fine' },
    });
    expect(toProblem(error, 'request-1')).toMatchObject({
      code: 'FORBIDDEN',
      status: 403,
      requestId: 'request-1',
      title: ERROR_CODES.FORBIDDEN.title,
    });
  });

  test('about one field names it', () => {
    expect(badInput('input.title', 'is too long').fields).toEqual({ 'input.title': ['is too long'] });
  });
});

describe('the registry', () => {
  test.each(CODES)('%s has a name, a status and texts fit for strangers', (code) => {
    const { status, title, description } = ERROR_CODES[code];
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    // Apollo's protocol of automatic persisted queries wants 200: clients take it for the question that it is.
    if (code === 'PERSISTED_QUERY_NOT_FOUND') expect(status).toBe(200);
    else expect([4, 5]).toContain(Math.floor(status / 100));
    expect(title).toMatch(/^[A-Z][^.]+$/);
    expect(description).toMatch(/\.$/);
  });

  test('each code has a type of its own', () => {
    expect(new Set(CODES.map(problemType)).size).toBe(CODES.length);
  });

  test('knows its own codes and no inherited name', () => {
    for (const name of ['toString', 'constructor', '__proto__', '', 7, null, 'not_found'])
      expect(isErrorCode(name)).toBe(false);
    for (const code of CODES) expect(isErrorCode(code)).toBe(true);
  });

  test('its reference names every code', () => {
    const page = renderErrorReference();
    for (const code of CODES) expect(page).toContain(`| \`${code}\` |`);
  });
});

describe('[R-133] input from outside', () => {
  const schema = z.strictObject({ title: z.string().max(3), tags: z.array(z.string().max(2)) });

  test('that fits is returned as the schema gives it', () => {
    expect(parseInput(z.object({ text: z.string().trim() }), { text: ' a ' })).toEqual({ text: 'a' });
  });

  test('that does not fit is answered per field, and never echoed', () => {
    const secret = 'hunter2-hunter2';
    const parse = (): unknown => parseInput(schema, { title: secret, tags: ['ok', secret, 7] });
    expect(parse).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT', fields: expect.anything() }));
    const fields = fieldsOf(parse);
    expect(Object.keys(fields)).toEqual(['input.title', 'input.tags.1', 'input.tags.2']);
    expect(JSON.stringify(fields)).not.toContain(secret);
  });

  test('has its paths led by the given prefix, or by nothing', () => {
    expect(Object.keys(fieldsOf(() => parseInput(schema, { title: 'long', tags: [] }, 'body')))).toEqual([
      'body.title',
    ]);
    expect(Object.keys(fieldsOf(() => parseInput(schema, { title: 'long', tags: [] }, '')))).toEqual(['title']);
  });

  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'with a field called %s is an answer, not a fault',
    (name) => {
      const open = z.record(z.string(), z.number());
      const value: unknown = JSON.parse(`{ "${name}": "text", "other": "text" }`);
      const fields = fieldsOf(() => parseInput(open, value, ''));
      expect(Object.keys(fields)).toContain('other');
      expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
    },
  );
});

function fieldsOf(work: () => unknown): Readonly<Record<string, readonly string[]>> {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError && error.fields !== undefined) return error.fields;
  }
  throw new Error('the input was accepted');
}
