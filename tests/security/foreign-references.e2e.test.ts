import { beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { connect } from '../../cli/journey/endpoint.ts';
import { callAsGateway, contextTokenFor } from '../support/e2e/inside.ts';
import { somebody } from '../support/e2e/people.ts';
import { sharedStack } from '../support/e2e/shared-stack.ts';
import { addPerson, emergencyPack, invite, textDocument } from '../support/e2e/world.ts';

/** Selection that shows as much of an entity as its subgraph has. */
const ENTITIES = [
  ['identity', 'RoleGrant', 'id status expiresAt'],
  ['identity', 'Principal', 'id displayName email'],
  ['vault', 'Document', 'id title currentVersion { sha256 }'],
  ['vault', 'Person', 'id fullName'],
  ['vault', 'Asset', 'id label'],
  ['case', 'Case', 'id status missing notes'],
] as const;
const TRAILS = [['Case'], ['Document']] as const;

let owned: Readonly<Record<string, string>>;
let ownerToken: string;
let strangerToken: string;

beforeAll(async () => {
  const { url } = sharedStack();
  const owner = await somebody(url, 'owner');
  const stranger = await somebody(url, 'stranger');
  const asset = await owner.execute<{ addAsset: { asset: { id: string } } }>(
    'mutation { addAsset(input: { category: OTHER, label: "x" }) { asset { id } } }',
  );
  const me = await owner.execute<{ me: { id: string } }>('{ me { id } }');
  owned = {
    Document: await textDocument(owner.person),
    Person: await addPerson(owner.person),
    Asset: asset.expectData().addAsset.asset.id,
    Case: await emergencyPack(owner.person, 'draft'),
    RoleGrant: (await invite(connect(url), owner.person)).grantId,
    Principal: me.expectData().me.id,
  };
  ownerToken = await contextTokenFor(owner.person.accessToken());
  strangerToken = await contextTokenFor(stranger.person.accessToken());
});

async function entity(
  service: string,
  type: string,
  id: string,
  selection: string,
  contextToken: string,
): Promise<unknown> {
  const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${type} { ${selection} } } }`;
  const { json } = await callAsGateway({
    service,
    body: JSON.stringify({ query, variables: { r: [{ __typename: type, id }] } }),
    headers: { authorization: `Bearer ${contextToken}`, 'x-request-id': 'foreign-references' },
  });
  return json;
}

describe('[R-046] [R-077] a crafted reference shows nothing of another person', () => {
  test.each(ENTITIES)('%s: %s of another answers as a missing one', async (service, type, selection) => {
    const id = owned[type] ?? '';
    const foreign = await entity(service, type, id, selection, strangerToken);
    expect(foreign).toEqual(await entity(service, type, newId(), selection, strangerToken));
    expect(foreign).toEqual({ data: { _entities: [null] } });
    expect(await entity(service, type, id, selection, ownerToken)).toMatchObject({ data: { _entities: [{ id }] } });
  });

  test.each(TRAILS)('audit: the trail of another’s %s is that of a missing one', async (type) => {
    const selection = 'auditTrail(first: 5) { nodes { action } pageInfo { hasNextPage endCursor } }';
    const foreign = await entity('audit', type, owned[type] ?? '', selection, strangerToken);
    expect(foreign).toEqual(await entity('audit', type, newId(), selection, strangerToken));
    expect(foreign).toMatchObject({ data: { _entities: [{ auditTrail: { nodes: [] } }] } });
    expect(JSON.stringify(await entity('audit', type, owned[type] ?? '', selection, ownerToken))).toContain('"action"');
  });
});
