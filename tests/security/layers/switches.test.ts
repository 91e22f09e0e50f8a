import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';

const ROOT = path.join(import.meta.dirname, '..', '..', '..');
const SWITCHES = /\b(enforceAccess|findDenials|decide)\??:/;

function read(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

/** Where a deployment begins, and everything that reads its environment. */
const ENTRANCES = globSync(['{gateway,subgraphs/*}/{main,config,seed}.ts', 'cli/**/*.ts', 'platform/config/*.ts'], {
  cwd: ROOT,
}).filter((file) => !file.endsWith('.test.ts') && !file.includes('/testing/'));

test('[R-034] no entrance of a deployment hands in a layer of access control, or reads one from its environment', () => {
  expect(ENTRANCES).toEqual(
    expect.arrayContaining(['gateway/main.ts', 'subgraphs/vault/main.ts', 'subgraphs/case/config.ts']),
  );
  expect(ENTRANCES.filter((file) => SWITCHES.test(read(file)))).toEqual([]);
});

test.each(['gateway', ...['identity', 'vault', 'case', 'incident', 'audit'].map((name) => `subgraphs/${name}`)])(
  '[R-034] %s starts with its configuration, a logger and a clock, and nothing else',
  (service) => {
    const starts = [...read(`${service}/main.ts`).matchAll(/(?:=>|return) start\w+\(\{ ([^}]*) \}\)/g)];
    expect(starts.length).toBeGreaterThan(0);
    for (const [, given] of starts) expect(given).toMatch(/^config(?:: own\.config)?, logger, clock: systemClock$/);
  },
);
