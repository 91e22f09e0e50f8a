import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { renderConfigurationSection } from './configuration-reference.ts';

const SOURCE = `
  /** Connections of
   * one process. */
  POOL_MAX: z.coerce.number(),
  /**
   * Processes that
   * serve.
   */
  WORKERS: z.coerce.number(),
  URL: z.url(),
  rules: [({ URL }) => (good ? undefined : 'URL: must use https outside development')]
`;

function rowOf(name: string, member: z.ZodType): string | undefined {
  const page = renderConfigurationSection({
    service: 'vault',
    schema: z.object({ [name]: member }),
    sources: [SOURCE],
  });
  return page.split('\n').find((line) => line.startsWith(`| \`${name}\``));
}

describe('the configuration reference', () => {
  test.each([
    ['a range with a default', z.coerce.number().int().min(1).max(100).default(10), 'integer, 1 to 100', '`10`'],
    ['one of several', z.enum(['dev', 'production']), '`dev`, `production`', '**required**'],
    ['optional', z.string().optional(), 'text', 'not set'],
    ['true or false', z.stringbool().default(false), 'true or false', '`false`'],
    [
      'a list',
      z
        .string()
        .default('')
        .transform((text) => text.split(','))
        .pipe(z.array(z.string())),
      'list, separated by commas',
      'empty',
    ],
  ])('%s', (_title, member, value, standard) => {
    expect(rowOf('NAME', member)).toBe(`| \`NAME\` | ${value} | ${standard} |   |   |`);
  });

  test('the comment above a variable says what it is', () => {
    expect(rowOf('POOL_MAX', z.coerce.number().int().min(1).max(9))).toContain('| Connections of one process. |');
  });

  test('and may have lines of its own', () => {
    expect(rowOf('WORKERS', z.coerce.number().int().min(1).max(9))).toContain('| Processes that serve. |');
  });

  test('a strict rule stands beside the variable that it names', () => {
    expect(rowOf('URL', z.url())).toBe('| `URL` | URL | **required** |   | must use https |');
  });

  test('a service that shows no schema is named, not left out', () => {
    expect(renderConfigurationSection({ service: 'case', schema: undefined, sources: [] })).toContain('## case');
  });
});
