import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { upload } from '../../cli/journey/transfer.ts';
import { grantee } from '../support/e2e/granted.ts';
import { somebody } from '../support/e2e/people.ts';
import { sharedStack } from '../support/e2e/shared-stack.ts';
import { attach, emergencyPack } from '../support/e2e/world.ts';
import type { Somebody } from '../support/e2e/people.ts';

let owner: Somebody;
let proxy: Somebody;
let caseId: string;
let documentId: string;

beforeAll(async () => {
  const { url } = sharedStack();
  owner = await somebody(url, 'owner');
  const content = Buffer.from('What only I am to read.\n');
  const sha256 = createHash('sha256').update(content).digest('hex');
  const claims = {
    title: 'Red',
    type: 'OTHER',
    tier: 'RED',
    mediaType: 'text/plain',
    byteSize: content.length,
    sha256,
  };
  documentId = await upload(owner.person, { ...claims, content });
  caseId = await emergencyPack(owner.person, 'draft');
  await attach(owner.person, caseId, 'directive_1', documentId);
  const offer = { role: 'PROXY', accessLevel: 'READ_ONLY_ALL', tiers: ['GREEN', 'AMBER'] } as const;
  proxy = await grantee(url, owner.person, offer, 'proxy');
});

/** The document of the filled slot, as somebody sees it with this selection. */
async function documentFor(who: Somebody, selection: string): Promise<unknown> {
  const query = `query ($id: ID!) { case(id: $id) { evidence { addedAt document ${selection} } } }`;
  const answer = await who.execute<{ case: { evidence: { addedAt: string | null; document: unknown }[] } }>(query, {
    id: caseId,
  });
  return answer.expectData().case.evidence.find(({ addedAt }) => addedAt !== null)?.document;
}

describe('[R-077] the document in a slot, for who may see the slot and not the document', () => {
  test('is its id', async () => {
    expect(await documentFor(proxy, '{ id }')).toEqual({ id: documentId });
  });

  test.each(['title', 'type', 'tier', 'tags', 'createdAt', 'owner { id }', 'versions(first: 1) { nodes { id } }'])(
    'and null as soon as somebody asks for %s',
    async (field) => {
      expect(await documentFor(owner, `{ id ${field} }`)).toMatchObject({ id: documentId });
      for (const selection of [`{ id ${field} }`, `{ ${field} }`])
        expect(await documentFor(proxy, selection)).toBeNull();
    },
  );

  test('and no version of it', async () => {
    const selection = '{ id currentVersion { id sha256 } }';
    expect(await documentFor(owner, selection)).toMatchObject({ currentVersion: { sha256: expect.any(String) } });
    expect(await documentFor(proxy, selection)).toEqual({ id: documentId, currentVersion: null });
  });

  test('and nothing of its trail', async () => {
    const document = await documentFor(proxy, '{ id auditTrail(first: 1) { nodes { action } } }');
    expect(document).toEqual({ id: documentId, auditTrail: { nodes: [] } });
  });
});
