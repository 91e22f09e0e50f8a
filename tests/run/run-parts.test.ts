import { expect, test } from '@jest/globals';

import type { Part } from './parts.ts';
import { runParts } from './run-parts.ts';

const part = (project: string, meanwhile = false): Part => ({
  project,
  serial: true,
  startsPrograms: false,
  meanwhile,
});

/** Ends each part when those that follow had the time to start. */
async function record(parts: readonly Part[]) {
  const events: string[] = [];
  const rows = await runParts(parts, async ({ project, meanwhile }) => {
    events.push(`${project} starts`);
    for (let turn = 0; turn < (meanwhile === true ? 10 : 1); turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    events.push(`${project} ends`);
    return project;
  });
  return { rows, events };
}

test('parts run one after the other', async () => {
  const { events } = await record([part('a'), part('b')]);
  expect(events).toEqual(['a starts', 'a ends', 'b starts', 'b ends']);
});

test('what follows a part that waits more than it works runs beside it, one after the other', async () => {
  const { rows, events } = await record([part('a'), part('waits', true), part('b'), part('c')]);
  expect(events).toEqual([
    'a starts',
    'a ends',
    'waits starts',
    'b starts',
    'b ends',
    'c starts',
    'c ends',
    'waits ends',
  ]);
  expect(rows).toEqual(['a', 'waits', 'b', 'c']);
});

test('nothing is over before such a part is, be it the last', async () => {
  const { rows, events } = await record([part('a'), part('waits', true)]);
  expect(events.at(-1)).toBe('waits ends');
  expect(rows).toEqual(['a', 'waits']);
});
