import { beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { somebody } from '../../support/e2e/people.ts';
import { grantee } from '../../support/e2e/granted.ts';
import { sharedStack } from '../../support/e2e/shared-stack.ts';
import { demoPerson } from '../../support/e2e/world.ts';
import { until } from '../../support/until.ts';
import type { Grantee } from '../../support/e2e/granted.ts';
import type { Somebody } from '../../support/e2e/people.ts';

interface Entry {
  readonly kind: string;
  readonly action: string;
  readonly service: string;
  readonly actor: { readonly id: string; readonly displayName: string } | null;
  readonly onBehalfOf: { readonly id: string } | null;
  readonly grant: { readonly id: string } | null;
}

const ENTRY = 'kind action service actor { id displayName } onBehalfOf { id } grant { id }';
const OPEN = 'mutation ($input: OpenEmergencyPackInput!) { openEmergencyPack(input: $input) { case { id } } }';
const CONTACTS = [{ name: 'A friend', phoneE164: '+27110000000', relationship: 'friend' }];

let principal: Somebody;
let proxy: Grantee;
let ids: { readonly principal: string; readonly proxy: string };
/** Opened by the proxy for the principal. */
let caseId: string;

async function idOf(who: Somebody): Promise<string> {
  return (await who.execute<{ me: { id: string } }>('{ me { id } }')).expectData().me.id;
}

async function trailFor(who: Somebody, entry = ENTRY): Promise<Entry[] | undefined> {
  const query = `query ($id: ID!) { case(id: $id) { auditTrail { nodes { ${entry} } } } }`;
  const answer = await who.execute<{ case: { auditTrail: { nodes: Entry[] } } | null }>(query, { id: caseId });
  return answer.expectData().case?.auditTrail.nodes;
}

beforeAll(async () => {
  const { url } = sharedStack();
  principal = await somebody(url, 'principal');
  const offer = { role: 'PROXY', accessLevel: 'LIMITED_WRITE', tiers: ['GREEN', 'AMBER'] } as const;
  proxy = await grantee(url, principal.person, offer, 'proxy');
  ids = { principal: await idOf(principal), proxy: await idOf(proxy) };
  const input = { contacts: CONTACTS, onBehalfOf: ids.principal };
  const opened = await proxy.execute<{ openEmergencyPack: { case: { id: string } } }>(OPEN, { input });
  caseId = opened.expectData().openEmergencyPack.case.id;
  // What became of it follows the answer.
  await until(async () => (await trailFor(principal))?.length === 2);
});

describe('[R-116] somebody who acts for another', () => {
  test('is named in the principal’s trail, with on whose behalf, by which grant and in which service', async () => {
    const opening = { action: 'case.case.create', service: 'case' };
    const people = {
      actor: { id: ids.proxy, displayName: 'proxy' },
      onBehalfOf: { id: ids.principal },
      grant: { id: proxy.grantId },
    };
    expect(await trailFor(principal)).toEqual([
      { kind: 'OUTCOME', ...opening, ...people },
      { kind: 'PREPARED', ...opening, ...people },
    ]);
  });

  test('sees the case and nothing of its trail', async () => {
    expect(await trailFor(proxy)).toEqual([]);
  });

  test('is named to an auditor as well', async () => {
    const { url, state } = sharedStack();
    const auditor = await demoPerson(url, `${state}/people.json`, 'auditor');
    const query = `query ($id: ID!) { auditEntries(targetId: $id) { nodes { ${ENTRY} } } }`;
    const answer = await auditor.execute<{ auditEntries: { nodes: Entry[] } }>(query, { id: caseId });
    const entry = expect.objectContaining({
      actor: { id: ids.proxy, displayName: 'proxy' },
      onBehalfOf: { id: ids.principal },
    });
    expect(answer.expectData().auditEntries.nodes).toEqual([entry, entry]);
  });

  test('stays known to the principal by name after the grant was revoked; the principal to them not', async () => {
    await principal.person.run('RevokeGrant', { input: { grantId: proxy.grantId } }, z.unknown());
    const [entry] = (await trailFor(principal, 'actor { id displayName } grant { id status grantee { id } }')) ?? [];
    expect(entry).toEqual({
      actor: { id: ids.proxy, displayName: 'proxy' },
      grant: { id: proxy.grantId, status: 'REVOKED', grantee: { id: ids.proxy } },
    });
    const held = await proxy.execute('{ me { heldGrants { nodes { granter { displayName } } } } }');
    expect(held.expectData()).toEqual({ me: { heldGrants: { nodes: [{ granter: null }] } } });
  });
});
