import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { forgetConditions } from '../../support/graph/forget-conditions.ts';
import { startAttackWorld } from './attack-world.ts';
import { ATTACKS, LAYERS } from './attacks.ts';
import { readLayersTable } from './layers-table.ts';
import type { AttackWorld } from './attack-world.ts';
import type { Attack, Layer } from './attacks.ts';

let world: AttackWorld;
let remember: () => void;

beforeAll(async () => {
  world = await startAttackWorld();
  remember = forgetConditions(world.graph.layers);
});

afterAll(async () => {
  remember();
  await world.close();
});

/** Has exactly these layers in force. */
async function put(inForce: (layer: Layer) => boolean): Promise<void> {
  const { layers, databases } = world.graph;
  layers.gateway = inForce('gateway');
  layers.shield = inForce('shield');
  layers.decisions = inForce('decisions');
  layers.conditions = inForce('conditions');
  await databases.rowSecurity(inForce('row-level security'));
}

/** Names of the attacks that got through. */
async function successes(): Promise<string[]> {
  const found: string[] = [];
  for (const { name, run, succeeded } of ATTACKS) if (succeeded(await run(world))) found.push(name);
  return found;
}

function namesOf(condition: (attack: Attack) => boolean): string[] {
  return ATTACKS.filter(condition).map(({ name }) => name);
}

describe('[R-034][R-046][R-153] access control in layers, each of them switched off', () => {
  test('with all of them every attack is refused', async () => {
    await put(() => true);
    expect(await successes()).toEqual([]);
  });

  test.each(LAYERS)('without %s, what another layer stops too is still refused', async (off) => {
    await put((layer) => layer !== off);
    const alone = namesOf(
      ({ stoppedBy, besides }) => besides === undefined && stoppedBy.every((layer) => layer === off),
    );
    expect(await successes()).toEqual(alone);
  });

  test.each(LAYERS)('%s alone stops what the table says, and nothing else', async (only) => {
    await put((layer) => layer === only);
    expect(await successes()).toEqual(
      namesOf(({ stoppedBy, besides }) => besides === undefined && !stoppedBy.includes(only)),
    );
  });

  test('without any of them every attack gets through, but for those that something else stops', async () => {
    await put(() => false);
    expect(await successes()).toEqual(namesOf(({ besides }) => besides === undefined));
  });

  test('what is refused to others is answered to whose it is', async () => {
    await put(() => true);
    const { ask, victim, officer, amberDocument, redDocument, readyCase, incident } = world;
    const mine = await ask(
      victim,
      'query ($a: ID!, $r: ID!, $c: ID!) { a: document(id: $a) { title } r: document(id: $r) { title } case(id: $c) { status } }',
      { a: amberDocument, r: redDocument, c: readyCase },
    );
    expect(mine).toEqual({
      codes: [],
      data: { a: { title: 'Of tier AMBER' }, r: { title: 'Of tier RED' }, case: { status: expect.any(String) } },
    });
    expect((await ask(officer, 'query ($id: ID!) { incident(id: $id) { id } }', { id: incident })).data).toEqual({
      incident: { id: incident },
    });
  });
});

test('everything that is stopped once only is known', () => {
  const single = namesOf(({ stoppedBy, besides }) => stoppedBy.length + (besides === undefined ? 0 : 1) < 2);
  expect(single).toEqual([
    // By two checks of its own.
    'foreign grant by `_entities`, identity',
    'name of a stranger by `_entities`, identity',
  ]);
});

test('the table in docs/architecture.md is this one', () => {
  expect(readLayersTable()).toEqual(ATTACKS.map(({ name, stoppedBy, besides = '' }) => ({ name, stoppedBy, besides })));
});
