import { z } from 'zod';
import { connect } from '../../cli/journey/endpoint.ts';
import { tokenFromMail } from '../../cli/journey/mailbox.ts';
import { createGraphClient } from '../../tests/support/e2e/graph-client.ts';
import { somebody } from '../../tests/support/e2e/people.ts';
import { emergencyPack, exportOf, incident, textDocument } from '../../tests/support/e2e/world.ts';
import { testCaller } from '../../tests/support/service/test-caller.ts';
import type { VouchingGraph } from '../../tests/support/graph/vouched-callers.ts';
import type { SignedIn } from '../../cli/journey/person.ts';
import type { TestCaller } from '../../tests/support/service/test-caller.ts';

/** Objects of one person and of their organisation, by the kind that an id stands for. */
export interface OwnedIds {
  readonly document: readonly string[];
  readonly case: readonly string[];
  readonly pack: readonly string[];
  readonly incident: readonly string[];
  readonly stagedAccess: readonly string[];
}

/** Somebody with objects; as a principal, and as the information officer of their organisation. */
export interface Owner {
  readonly ids: OwnedIds;
  readonly principal: TestCaller;
  readonly officer: TestCaller;
}

const OBJECTS = 4;
const grantSchema = z.object({ inviteGrant: z.object({ grant: z.object({ id: z.string() }) }) });
const stagedSchema = z.object({ arrangeStagedAccess: z.object({ stagedAccess: z.object({ id: z.string() }) }) });
const claimsSchema = z.looseObject({ sub: z.string(), tid: z.string() });

export async function createOwner(graph: VouchingGraph): Promise<Owner> {
  const { person } = await somebody(graph.url);
  const { sub: principalId, tid: tenantId } = claimsSchema.parse(
    JSON.parse(Buffer.from(person.accessToken().split('.')[1] ?? '', 'base64url').toString()),
  );
  const officer = testCaller({ tenantId, role: 'information_officer', scopes: ['incident:manage'] });
  const ids = {
    document: await several(() => textDocument(person)),
    case: await several(() => emergencyPack(person, 'draft')),
    pack: [await exportOf(person, await emergencyPack(person))],
    incident: await several(() => incident(asSomebody(graph, officer, person))),
    stagedAccess: [await arrangement(graph, person)],
  };
  const scopes = ['read:all', 'read:packs', 'write:limited', 'grant:manage'];
  return { ids, officer, principal: testCaller({ principalId, tenantId, scopes, tiers: ['green', 'amber', 'red'] }) };
}

async function several(make: () => Promise<string>): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < OBJECTS) ids.push(await make());
  return ids;
}

/** Staged access needs somebody who holds a grant. */
async function arrangement(graph: VouchingGraph, owner: SignedIn): Promise<string> {
  const { person: holder } = await somebody(graph.url, 'holder');
  const offer = { email: holder.email, role: 'PROXY', accessLevel: 'READ_ONLY_ALL', tiers: ['GREEN'] };
  const { inviteGrant } = await owner.run('InviteGrant', { input: offer }, grantSchema);
  const token = await tokenFromMail(connect(graph.url).url, holder.email, 'invitation');
  await holder.run('AcceptGrant', { input: { token } }, z.unknown());
  const input = { grantId: inviteGrant.grant.id, tiers: ['AMBER'], waitDays: 7, accessHours: 24 };
  const { arrangeStagedAccess } = await owner.run('ArrangeStagedAccess', { input }, stagedSchema);
  return arrangeStagedAccess.stagedAccess.id;
}

function asSomebody(graph: VouchingGraph, caller: TestCaller, person: SignedIn): Parameters<typeof incident>[0] {
  const client = createGraphClient(graph.url);
  const token = graph.signIn(caller);
  return { person, execute: (query, variables) => client.execute({ query, variables, token }) };
}
