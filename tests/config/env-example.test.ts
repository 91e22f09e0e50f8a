import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { schema as gateway } from '../../gateway/config.ts';
import { schema as audit } from '../../subgraphs/audit/config.ts';
import { schema as caseService } from '../../subgraphs/case/config.ts';
import { schema as identity } from '../../subgraphs/identity/config.ts';
import { schema as incident } from '../../subgraphs/incident/config.ts';
import { schema as vault } from '../../subgraphs/vault/config.ts';
import { schema as witness } from '../../witness/config.ts';

/** Of jobs, which read a variable or two without a schema of their own. */
const OF_JOBS = ['MIGRATE_DATABASE_URL', 'AUDIT_ERASER_DATABASE_URL', 'DEMO_PEOPLE_FILE', 'DEMO_ORGANISATION_ID'];
const shapes = { gateway, identity, vault, case: caseService, incident, audit, witness };

interface Line {
  readonly name: string;
  readonly value: string;
  readonly isDefault: boolean;
}

/** `NAME=value`, or `# NAME=value` for a default. */
const lines: readonly Line[] = readFileSync(path.join(import.meta.dirname, '..', '..', '.env.example'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, comment, name, value] = /^(# )?([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [{ name, value, isDefault: comment !== undefined }];
  });

describe('.env.example', () => {
  test('[R-130] lists exactly the variables that the services read', () => {
    const read = new Set([...Object.values(shapes).flatMap((schema) => Object.keys(schema.shape)), ...OF_JOBS]);
    expect(lines.map(({ name }) => name).sort()).toEqual([...read].sort());
  });

  test('[R-130] shows a variable as optional exactly when every service can do without it', () => {
    const wrong = lines.filter(({ name, isDefault }) => {
      const uses = Object.values(shapes).flatMap((schema) => {
        const field = (schema.shape as Record<string, { safeParse(value: unknown): { success: boolean } }>)[name];
        return field === undefined ? [] : [field];
      });
      return uses.length > 0 && uses.every((field) => field.safeParse(undefined).success) !== isDefault;
    });
    expect(wrong).toEqual([]);
  });

  test.each(Object.keys(shapes))('[R-130] shows the defaults of %s', (service) => {
    const shape = shapes[service as keyof typeof shapes].shape as Record<
      string,
      { safeParse(value: unknown): { data?: unknown } }
    >;
    const numbers = Object.entries(shape).flatMap(([name, field]) => {
      const { data } = field.safeParse(undefined);
      return typeof data === 'number' || typeof data === 'boolean' ? [[name, String(data)]] : [];
    });
    const shown = lines
      .filter(({ name }) => numbers.some(([number]) => number === name))
      .map(({ name, value }) => [name, value]);
    expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(numbers));
  });

  test('[R-174] holds no secret', () => {
    for (const { value } of lines) expect(value).not.toMatch(/[A-Za-z0-9+/_-]{32,}|:\/\/[^/@]*:[^/@]*@/);
  });
});
