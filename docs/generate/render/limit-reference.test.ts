import { expect, test } from '@jest/globals';
import { ERROR_CODES } from '#platform/errors';
import { schema } from '../../../gateway/config.ts';
import { renderLimitReference } from './limit-reference.ts';

const page = renderLimitReference({ refusalWeight: 9 });

test('every code and setting of the page exists', () => {
  const codes = [...page.matchAll(/`([A-Z]+_[A-Z_]+)`/g)].map(([, name]) => name ?? '');
  expect(codes.length).toBeGreaterThan(20);
  const known = new Set([...Object.keys(ERROR_CODES), ...Object.keys(schema.shape)]);
  expect(codes.filter((name) => !known.has(name))).toEqual([]);
});

test('every setting of a size or a shape is on the page with its default', () => {
  const settings = Object.entries(schema.shape).filter(([name]) => /^GATEWAY_MAX_(?!COST)/.test(name));
  expect(settings.length).toBeGreaterThan(10);
  for (const [name, field] of settings) {
    const value = Number(field.safeParse(undefined).data).toLocaleString('en-GB');
    expect(page).toMatch(new RegExp(`\\| ${value} \\|[^\\n]*\`${name}\``));
  }
});

test('every setting of costs, budgets, times and answers is on the page with its default', () => {
  const settings = Object.keys(schema.shape).filter((name) =>
    /^GATEWAY_(.*COST|.*PER_MINUTE|ROOT_FIELD_LIMITS|(REQUEST|SUBGRAPH|SLOW)_.*(MS|BYTES))$/.test(name),
  );
  expect(settings.length).toBeGreaterThan(10);
  expect(settings.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  expect(page).toContain('| cost of one operation | 5,000 |');
  expect(page).toContain('| `Mutation.login` | 5 | refused |');
  expect(page).toContain('| the same for single fields | `Mutation.exportPack`: 75,000 |');
});

test('numbers and headers are those of the code', () => {
  expect(page).toContain('counts 10 times');
  expect(page).toContain("frame-ancestors 'none'");
});
