import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, test } from '@jest/globals';

const folder = new URL('../../.github/workflows/', import.meta.url);
const workflows = readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')] as const);

describe('[R-186] the workflows', () => {
  test('exist', () => {
    expect(workflows.map(([name]) => name)).toEqual(expect.arrayContaining(['ci.yml', 'schema.yml']));
  });

  test.each(workflows)('%s takes actions by commit, with the release as a comment', (_name, text) => {
    const uses = [...text.matchAll(/uses: (?<action>.+)$/gmu)].map((match) => match.groups?.['action'] ?? '');
    for (const action of uses) expect(action).toMatch(/^[\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/u);
  });

  test.each(workflows)('%s starts with the right to read the repository and no other', (_name, text) => {
    expect(/^permissions:\n(?<rights>(?: {2}.+\n)+)/mu.exec(text)?.groups?.['rights']).toBe('  contents: read\n');
  });

  test.each(workflows)('%s keeps no credentials after the checkout', (_name, text) => {
    const checkouts = text.split('uses: actions/checkout@').slice(1);
    for (const checkout of checkouts) expect(checkout.split('- ')[0]).toContain('persist-credentials: false');
  });
});
