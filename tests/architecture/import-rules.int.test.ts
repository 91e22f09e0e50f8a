import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';

import { runCommand } from '../run/run-command.ts';
import { breakingTrees, goodTree, samplePackages, type Tree } from './import-rule-cases.ts';

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));
const configPath = join(projectRoot, '.dependency-cruiser.cjs');

const configSchema = z.object({
  forbidden: z.array(z.object({ name: z.string(), comment: z.string().min(1), severity: z.literal('error') })),
});
const resultSchema = z.object({
  summary: z.object({ violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string() }) })) }),
});

const rules = configSchema.parse(createRequire(import.meta.url)(configPath)).forbidden;
const ruleNames = rules.map((rule) => rule.name);

async function writeTree(root: string, tree: Tree): Promise<void> {
  for (const [path, content] of Object.entries(tree)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
}

/** The manifest, compiler options and packages that the sample tree needs to be resolved like the project. */
async function writeSurroundings(root: string): Promise<void> {
  const manifest = z
    .object({ imports: z.record(z.string(), z.string()) })
    .parse(JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8')));
  const versions = (names: readonly string[]): Record<string, string> =>
    Object.fromEntries(names.map((name) => [name, '1.0.0']));
  const names = Object.values(samplePackages).flat();
  await writeTree(root, {
    'package.json': JSON.stringify({
      type: 'module',
      imports: manifest.imports,
      dependencies: versions(samplePackages.dependencies),
      devDependencies: versions(samplePackages.devDependencies),
    }),
    'tsconfig.json': await readFile(join(projectRoot, 'tsconfig.json'), 'utf8'),
    ...Object.fromEntries(names.map((name) => [`node_modules/${name}/index.js`, 'export const value = 1;\n'])),
    ...Object.fromEntries(
      names.map((name) => [
        `node_modules/${name}/package.json`,
        JSON.stringify({ name, version: '1.0.0', type: 'module', main: 'index.js' }),
      ]),
    ),
  });
}

/** Every broken rule by the file that breaks it. */
async function violations(root: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const bin = join(projectRoot, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const args = [
    bin,
    '--config',
    configPath,
    '--output-type',
    'json',
    'cli',
    'gateway',
    'platform',
    'subgraphs',
    'tests',
    'witness',
  ];
  const { output } = await runCommand(process.execPath, args, { output: 'capture', cwd: root });
  const byFile: Record<string, string[]> = {};
  for (const { from, rule } of resultSchema.parse(JSON.parse(output)).summary.violations) {
    byFile[from] = [...new Set([...(byFile[from] ?? []), rule.name])];
  }
  return byFile;
}

describe('who may import whom', () => {
  let found: Readonly<Record<string, readonly string[]>>;
  let root: string;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'lifeready-imports-'));
    await writeSurroundings(root);
    await writeTree(root, goodTree);
    for (const tree of Object.values(breakingTrees)) await writeTree(root, tree);
    found = await violations(root);
  }, 60_000);

  afterAll(() => rm(root, { recursive: true, force: true }));

  test.each(Object.entries(breakingTrees))('%s fails for its files, and no other rule does', (rule, tree) => {
    const culprits = Object.keys(tree).filter((path) => /bad/iu.test(path));
    expect(culprits).not.toEqual([]);
    expect(Object.fromEntries(culprits.map((path) => [path, found[path]]))).toEqual(
      Object.fromEntries(culprits.map((path) => [path, [rule]])),
    );
  });

  test('what is allowed passes', () => {
    const guilty = Object.keys(found);
    expect(Object.keys(goodTree).filter((path) => guilty.includes(path))).toEqual([]);
  });

  test('every rule is broken by a sample', () => {
    expect(Object.keys(breakingTrees).sort()).toEqual([...ruleNames].sort());
  });

  test('the documented list is the list that is enforced', async () => {
    const page = await readFile(join(projectRoot, 'docs/contributing/import-rules.md'), 'utf8');
    const documented = [...page.matchAll(/^\| `(?<name>[a-z0-9-]+)` \|/gmu)].map((match) => match.groups?.['name']);
    expect(documented).toEqual(ruleNames);
  });
});
