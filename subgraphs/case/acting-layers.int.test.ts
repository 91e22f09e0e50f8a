import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { NOTHING } from './testing/acting-expectations.ts';
import { OPERATIONS, outcomeOf } from './testing/acting-operations.ts';
import { READING, WRITING, createActingWorld, holder, proxyGrant } from './testing/acting-world.ts';
import { startCaseFixture } from './testing/case-fixture.ts';
import { owner } from './testing/world.ts';
import type { ActingWorld } from './testing/acting-world.ts';
import type { CaseClient } from './testing/case-client.ts';
import type { CaseFixture } from './testing/case-fixture.ts';

const TABLES = [
  'case_record',
  'case_contact',
  'evidence_slot',
  'case_transition',
  'pack',
  'share_link',
  'transfer_ticket',
];

async function outcomes(client: CaseClient, { ids }: ActingWorld): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [name, operation] of Object.entries(OPERATIONS))
    found[name] = outcomeOf(operation, await operation.ask(client, ids));
  return found;
}

/** People to whom nothing of that person's is there: without grant, with somebody else's, and with too little of theirs. */
function strangers(fixture: CaseFixture, { who, nomineeGrant }: ActingWorld): Record<string, CaseClient> {
  const { tenantId } = who;
  const granted = proxyGrant(who, WRITING, ['green', 'amber', 'red']);
  return {
    'another tenant': holder(fixture, []),
    'the same tenant': holder(fixture, [], { tenantId }),
    'a proxy of somebody else': holder(fixture, [proxyGrant(owner(fixture), WRITING, ['green', 'amber', 'red'])]),
    'a proxy whose grant has ended': holder(fixture, [{ ...granted, expiresAt: 1 }]),
    'an emergency contact': holder(fixture, [{ ...granted, role: 'emergency_contact' }]),
    'a nominee of another case': holder(fixture, [{ ...nomineeGrant, id: newId() }]),
  };
}

describe('[R-077] with a decision that allows everything', () => {
  let fixture: CaseFixture;
  let world: ActingWorld;
  beforeAll(async () => {
    fixture = await startCaseFixture({ decide: () => ({ allowed: true }) });
    world = await createActingWorld(fixture);
  });
  afterAll(() => fixture.close());

  test('what is foreign is still not loaded: rows are read in the scope of oneself or of a granter', async () => {
    for (const [name, client] of Object.entries(strangers(fixture, world)))
      expect([name, await outcomes(client, world)]).toEqual([name, NOTHING]);
  });

  test('the decision is what was switched off: it alone asks whether the grant has the tier', async () => {
    const green = holder(fixture, [proxyGrant(world.who, WRITING, ['green'])]);
    expect(await outcomes(green, world)).toMatchObject({ markCaseReady: 'done', attachEvidence: 'NOT_FOUND' });
  });
});

describe('[R-077] without row-level security', () => {
  let fixture: CaseFixture;
  let world: ActingWorld;
  beforeAll(async () => {
    fixture = await startCaseFixture();
    world = await createActingWorld(fixture);
    for (const table of TABLES) {
      await fixture.rows(`DROP POLICY tenant_isolation ON "case".${table}`);
      await fixture.rows(`DROP POLICY owner_access ON "case".${table}`);
      await fixture.rows(`ALTER TABLE "case".${table} DISABLE ROW LEVEL SECURITY`);
    }
  });
  afterAll(() => fixture.close());

  test('the loader still refuses what is foreign', async () => {
    for (const [name, client] of Object.entries(strangers(fixture, world)))
      expect([name, await outcomes(client, world)]).toEqual([name, NOTHING]);
  });

  test('and a list holds nobody else’s', async () => {
    await createActingWorld(fixture);
    const proxy = holder(fixture, [proxyGrant(world.who, READING)]);
    const { cases } = await proxy.run<{ cases: { nodes: { principal: { id: string } }[] } }>(
      'query ($id: ID) { cases(onBehalfOf: $id) { nodes { principal { id } } } }',
      { id: world.who.principalId },
    );
    expect(new Set(cases.nodes.map(({ principal }) => principal.id))).toEqual(new Set([world.who.principalId]));
  });
});
