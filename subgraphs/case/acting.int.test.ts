import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { EXPECTED, NOTHING, SHARED } from './testing/acting-expectations.ts';
import { OPERATIONS, outcomeOf, withoutProbes } from './testing/acting-operations.ts';
import { PACKS, READING, WRITING, createActingWorld, holder, proxyGrant } from './testing/acting-world.ts';
import { startCaseFixture } from './testing/case-fixture.ts';
import { owner } from './testing/world.ts';
import type { Tier } from '#platform/auth';
import type { Persona } from './testing/acting-expectations.ts';
import type { ActingWorld } from './testing/acting-world.ts';
import type { CaseClient } from './testing/case-client.ts';
import type { CaseFixture } from './testing/case-fixture.ts';

let fixture: CaseFixture;

beforeAll(async () => {
  fixture = await startCaseFixture();
});
afterAll(() => fixture.close());

const ALL: Tier[] = ['green', 'amber', 'red'];

/** Everybody who might want something of the person in that world. */
function actors({ who, nomineeGrant, nominee }: ActingWorld): Record<Persona, CaseClient> {
  const proxy = (...grant: [level: typeof PACKS | typeof READING | typeof WRITING, tiers?: Tier[]]): CaseClient =>
    holder(fixture, [proxyGrant(who, ...grant)]);
  const changed = (change: Partial<ReturnType<typeof proxyGrant>>): CaseClient =>
    holder(fixture, [{ ...proxyGrant(who, WRITING, ALL), ...change }]);
  const emergency = { role: 'emergency_contact' } as const;
  return {
    owner: who,
    'proxy, packs': proxy(PACKS),
    'proxy, packs, with red': proxy(PACKS, ALL),
    'proxy, packs, green alone': proxy(PACKS, ['green']),
    'proxy, packs, red alone': proxy(PACKS, ['red']),
    'proxy, reading': proxy(READING),
    'proxy, reading, with red': proxy(READING, ALL),
    'proxy, reading, green alone': proxy(READING, ['green']),
    'proxy, writing': proxy(WRITING),
    'proxy, writing, with red': proxy(WRITING, ALL),
    'proxy, writing, with red that their account has not': holder(fixture, [proxyGrant(who, WRITING, ALL)], {
      tiers: ['green', 'amber'],
    }),
    'proxy, writing, green alone': proxy(WRITING, ['green']),
    'nominee of this case': nominee,
    'nominee of another case': holder(fixture, [{ ...nomineeGrant, id: newId() }]),
    'emergency contact who waits': changed({ ...emergency, accessLevel: 'read_only_packs' }),
    'emergency contact with everything': changed({ ...emergency, accessLevel: 'read_only_all' }),
    'proxy whose grant has ended': changed({ expiresAt: Math.floor(fixture.clock.now() / 1_000) - 1 }),
    'proxy of somebody else': holder(fixture, [proxyGrant(owner(fixture), WRITING, ALL)]),
    'somebody of the same tenant': holder(fixture, [], { tenantId: who.tenantId }),
    'somebody of another tenant': holder(fixture, []),
  };
}

describe.each(Object.keys(EXPECTED) as Persona[])('[R-046] [R-092] %s', (persona) => {
  let world: ActingWorld;
  let client: CaseClient;
  beforeAll(async () => {
    world = await createActingWorld(fixture);
    client = actors(world)[persona];
  });

  test('sees the packs that are shared with them, as what they are', async () => {
    const names = new Map([
      [world.ids.amberPack, 'amber'],
      [world.ids.redPack, 'red'],
      [world.ids.deathPack, 'death'],
    ]);
    const { data, errors } = await client.ask('{ packsSharedWithMe { nodes { id nomineeTitle sharedBy { id } } } }');
    const packs = data as { packsSharedWithMe: { nodes: { id: string; nomineeTitle: string }[] } } | null;
    const listed = packs?.packsSharedWithMe.nodes.map(
      ({ id, nomineeTitle }) => `${String(names.get(id))} ${nomineeTitle}`,
    );
    expect(errors?.[0]?.extensions.code ?? listed?.sort()).toEqual(SHARED[persona]);
  });

  test('[R-077] gets what is theirs to have; of the rest, what exists answers as what does not', async () => {
    const expected = { ...NOTHING, ...EXPECTED[persona] };
    const outcomes: Record<string, string> = {};
    for (const [name, operation] of Object.entries(OPERATIONS)) {
      const answer = await operation.ask(client, world.ids);
      outcomes[name] = outcomeOf(operation, answer);
      if (outcomes[name] !== 'NOT_FOUND' && outcomes[name] !== 'null') continue;
      const missing = await operation.ask(client, withoutProbes(world.ids, operation.probes, newId));
      expect([name, answer]).toEqual([name, missing]);
    }
    expect(outcomes).toEqual(expected);
  });
});
