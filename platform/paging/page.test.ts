import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { newId } from '#platform/ids';
import { encodeCursor, idOf, parsePage, toConnection } from './page.ts';

const badInput = (path: string): object => ({ code: 'BAD_USER_INPUT', fields: { [path]: [expect.any(String)] } });

function refusal(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('the arguments of a page', () => {
  test('default to the first 20', () => {
    for (const args of [{}, { first: null, after: null }, { first: undefined, after: '' }]) {
      expect(parsePage(args)).toEqual({ limit: 20, readLimit: 21, before: undefined });
    }
  });

  test.each([0, -1, 101, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuse %s as a size', (first) => {
    expect(refusal(() => parsePage({ first }))).toMatchObject(badInput('first'));
  });

  test.each([1, 100])('accept %s as a size', (first) => {
    expect(parsePage({ first })).toMatchObject({ limit: first, readLimit: first + 1 });
  });

  test('give back the key of a cursor', () => {
    const id = newId();
    expect(parsePage({ after: encodeCursor(id) }).before).toBe(id);
    expect(parsePage({ after: encodeCursor('17') }, (key) => /^\d+$/.test(key)).before).toBe('17');
  });

  test.each([
    'no-cursor',
    '%%%',
    Buffer.from('v2:0190a000-0000-7000-8000-000000000000').toString('base64url'),
    encodeCursor('x'),
    encodeCursor(''),
    `${encodeCursor(newId())}AAAA`,
    `${encodeCursor(newId())}.`,
    ` ${encodeCursor(newId())}`,
    Buffer.from(`v1:${newId()}:more`).toString('base64url'),
    encodeCursor(newId()).padEnd(1_000, 'A'),
  ])('refuse the cursor %p', (after) => {
    expect(refusal(() => parsePage({ after }))).toMatchObject(badInput('after'));
  });

  test('refuse everything that no list gave out', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (after) => {
        expect(refusal(() => parsePage({ after }))).toMatchObject(badInput('after'));
      }),
    );
  });
});

test('pages of any size, one after the other, are the list', () => {
  const row = fc.integer({ min: 0, max: 2 ** 40 }).map((time) => ({ id: newId(time) }));
  fc.assert(
    fc.property(fc.array(row, { maxLength: 60 }), fc.integer({ min: 1, max: 25 }), (rows, first) => {
      const list = rows.toSorted((one, other) => (one.id < other.id ? 1 : -1));
      const seen: { id: string }[] = [];
      let after: string | null = null;
      for (let more = true; more;) {
        const page = parsePage({ first, after });
        const { before } = page;
        const read = list.filter(({ id }) => before === undefined || id < before).slice(0, page.readLimit);
        const { nodes, pageInfo } = toConnection(read, page, idOf);
        expect(nodes.length).toBeLessThanOrEqual(first);
        seen.push(...nodes);
        after = pageInfo.endCursor;
        more = pageInfo.hasNextPage;
      }
      expect(seen).toEqual(list);
    }),
  );
});

test('an empty page has no cursor', () => {
  expect(toConnection([], parsePage({}), idOf)).toEqual({
    nodes: [],
    pageInfo: { hasNextPage: false, endCursor: null },
  });
});
