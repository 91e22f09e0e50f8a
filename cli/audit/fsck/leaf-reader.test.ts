import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createLeafReader } from '#platform/log-entry';
import { canonicalJson } from '#platform/tlog';
import { createLeafMaker, makeLeaf } from '../testing/published-folder.ts';

const LINKS = {
  recorded_at: '2026-11-22T08:30:00.000Z',
  tenant_prev: 'ab'.repeat(32),
  tenant_ref: 'tenant',
  tenant_seq: 7,
};

/** A reader that has seen entries of the log, and so has its patterns. */
function experienced(): ReturnType<typeof createLeafReader> {
  const read = createLeafReader();
  const leafAt = createLeafMaker(2);
  for (let index = 0; index < 10; index += 1) expect(typeof read(leafAt(index))).toBe('object');
  return read;
}

describe('[R-113] an entry', () => {
  test('says its place in the log', () => {
    expect(experienced()(makeLeaf({ index: 1, ...LINKS }))).toEqual({
      recordedAt: LINKS.recorded_at,
      tenantPrev: LINKS.tenant_prev,
      tenantRef: 'tenant',
      tenantSeq: 7,
    });
  });

  test('of any members is read, with text that needs escapes as well', () => {
    const member = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );
    const read = experienced();
    fc.assert(
      fc.property(fc.dictionary(fc.string(), member), (more) => {
        const leaf = canonicalJson({ ...more, ...LINKS });
        expect(read(leaf)).toMatchObject({ tenantSeq: 7 });
        expect(read(leaf)).toEqual(createLeafReader()(leaf));
      }),
    );
  });

  test('is read the same way by a reader that knows its form and by one that does not', () => {
    const leaf = makeLeaf({ index: 1, ...LINKS });
    const read = experienced();
    const damage = fc.tuple(
      fc.nat(leaf.length - 1),
      fc.constantFrom(...' "\\{}[],:0123456789-+.eEtfnux\n\u0000é/'),
      fc.nat(2),
    );
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), (damages) => {
        let text = leaf.toString();
        for (const [at, character, cut] of damages) text = text.slice(0, at) + character + text.slice(at + cut);
        const damaged = Buffer.from(text);
        expect(read(damaged)).toEqual(createLeafReader()(damaged));
      }),
      { numRuns: 3_000 },
    );
  });

  test.each([
    ['an array', '[]', 'is not an object'],
    ['null', 'null', 'is not an object'],
    ['nothing', '', 'is not JSON'],
    ['two values', '{}{}', 'is not JSON'],
    ['a byte order mark', '\ufeff{}', 'is not JSON'],
    ['members out of order', '{"b":1,"a":1}', 'is not canonical JSON'],
    ['white space', '{} ', 'is not canonical JSON'],
    ['a number spelt otherwise', '{"a":1.0}', 'is not canonical JSON'],
    ['an escape that is not needed', '{"a":"\\u0041"}', 'is not canonical JSON'],
    ['no links', '{"a":1}', 'has no time recorded_at'],
  ])('is refused: %s', (_what, text, problem) => {
    expect(experienced()(Buffer.from(text))).toContain(problem);
  });

  test.each([
    ['recorded_at', '2026-13-22T08:30:00.000Z'],
    ['recorded_at', '2026-11-22T08:30:00Z'],
    ['recorded_at', 5],
    ['tenant_prev', 'AB'.repeat(32)],
    ['tenant_prev', null],
    ['tenant_ref', ''],
    ['tenant_seq', 0],
    ['tenant_seq', -1],
    ['tenant_seq', 1.5],
    ['tenant_seq', '7'],
    ['tenant_seq', 1e21],
  ])('is refused with %s %j', (name, value) => {
    const leaf = makeLeaf({ index: 1, ...LINKS, [name]: value });
    expect(experienced()(leaf)).toMatch(/^has no /);
    expect(createLeafReader()(leaf)).toEqual(experienced()(leaf));
  });
});
