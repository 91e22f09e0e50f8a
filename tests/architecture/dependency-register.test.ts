import { readFileSync } from 'node:fs';

import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';

const versions = z.record(z.string(), z.string());
const manifestSchema = z.object({
  dependencies: versions,
  optionalDependencies: versions,
  devDependencies: versions,
  overrides: versions,
});
const lockSchema = z.object({ packages: z.record(z.string(), z.object({ license: z.string().optional() })) });

type Row = { readonly version: string; readonly licence: string; readonly reason: string };

function readText(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

/** The rows of all tables under one `##` heading, whose first cell is a name in backticks, by that name. */
function rowsUnder(heading: string): ReadonlyMap<string, Row> {
  const section =
    readText('docs/dependencies.md')
      .split(/^## /mu)
      .find((part) => part.startsWith(`${heading}\n`)) ?? '';
  const rows = [...section.matchAll(/^\| `(?<name>[^`]+)` \| `(?<version>[^`]+)` \| (?<rest>.+) \|$/gmu)];
  return new Map(
    rows.map(({ groups }) => {
      const cells = (groups?.['rest'] ?? '').split(' | ');
      return [
        groups?.['name'] ?? '',
        { version: groups?.['version'] ?? '', licence: cells[0] ?? '', reason: cells.at(-1) ?? '' },
      ];
    }),
  );
}

const manifest = manifestSchema.parse(JSON.parse(readText('package.json')));
const lock = lockSchema.parse(JSON.parse(readText('package-lock.json')));

describe('[R-189] the dependency register', () => {
  test.each([
    ['At run time', manifest.dependencies],
    ['The runtime', manifest.optionalDependencies],
    ['For development', manifest.devDependencies],
    ['Overrides', manifest.overrides],
  ])('%s: a row for every package of package.json, and no other, with its version', (heading, declared) => {
    const registered = [...rowsUnder(heading)].map(([name, row]) => [name, row.version]);
    expect(Object.fromEntries(registered)).toEqual(declared);
  });

  test.each(['At run time', 'The runtime', 'For development'])(
    '%s: every package says why it is here and under which licence',
    (heading) => {
      for (const [name, { licence, reason }] of rowsUnder(heading)) {
        const locked = lock.packages[`node_modules/${name}`]?.license;
        expect({ name, licence, hasReason: reason.length > 4 }).toEqual({
          name,
          licence: locked ?? licence,
          hasReason: true,
        });
      }
    },
  );
});
