import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { collectPolicies } from '../../docs/generate/policies/coordinate-policies.ts';
import { readSubgraphs } from '../../docs/generate/sources/subgraph-files.ts';
import { ENTRIES } from '../e2e/audit-completeness/recorded-entries.ts';
import { grantee } from '../support/e2e/granted.ts';
import { createGraphClient } from '../support/e2e/graph-client.ts';
import { mutationText } from '../support/e2e/operations.ts';
import { somebody } from '../support/e2e/people.ts';
import { addPerson, attach, emergencyPack, exportOf, textDocument } from '../support/e2e/world.ts';
import { startGraph } from '../support/graph/in-process-graph.ts';
import { until } from '../support/until.ts';
import type { RecordedEntry } from '../e2e/audit-completeness/recorded-entries.ts';
import type { Grantee } from '../support/e2e/granted.ts';
import type { InProcessGraph } from '../support/graph/in-process-graph.ts';

const CONTACTS = [{ name: 'A', phoneE164: '+27110000000', relationship: 'friend' }];
const FILE = { byteSize: 3, sha256: 'b'.repeat(64), mediaType: 'text/plain' };

/** What a proxy changes of the principal's. */
interface Things {
  readonly onBehalfOf: string;
  readonly documentId: string;
  readonly personId: string;
  readonly emptyCase: string;
  readonly filledCase: string;
  readonly readyCase: string;
  readonly packId: string;
}

/** In this order: what is attached can be detached. */
const CALLS: Readonly<Record<string, (of: Things) => unknown>> = {
  addPerson: ({ onBehalfOf }) => ({ fullName: 'A person', onBehalfOf }),
  addAsset: ({ onBehalfOf }) => ({ category: 'OTHER', label: 'x', onBehalfOf }),
  requestUpload: ({ onBehalfOf }) => ({ title: 'x', type: 'OTHER', tier: 'GREEN', ...FILE, onBehalfOf }),
  requestDownload: ({ documentId }) => ({ documentId }),
  openEmergencyPack: ({ onBehalfOf }) => ({ contacts: CONTACTS, onBehalfOf }),
  openDeathReadiness: ({ onBehalfOf, personId }) => ({ executorNomineePersonId: personId, onBehalfOf }),
  attachEvidence: ({ emptyCase, documentId }) => ({ caseId: emptyCase, slot: 'directive_1', documentId }),
  detachEvidence: ({ emptyCase }) => ({ caseId: emptyCase, slot: 'directive_1' }),
  markCaseReady: ({ filledCase }) => ({ caseId: filledCase }),
  exportPack: ({ readyCase }) => ({ caseId: readyCase }),
  requestPackDownload: ({ packId }) => ({ packId }),
};

let graph: InProcessGraph;
let proxy: Grantee;
let proxyId: string;
let things: Things;

beforeAll(async () => {
  graph = await startGraph();
  const principal = await somebody(graph.url, 'principal');
  const { person } = principal;
  const documentId = await textDocument(person);
  const [filledCase, exportedCase] = [await emergencyPack(person, 'draft'), await emergencyPack(person)];
  await attach(person, filledCase, 'directive_1', documentId);
  const idOf = async ({ execute }: Pick<Grantee, 'execute'>): Promise<string> =>
    (await execute<{ me: { id: string } }>('{ me { id } }')).expectData().me.id;
  things = {
    onBehalfOf: await idOf(principal),
    documentId,
    personId: await addPerson(person),
    emptyCase: await emergencyPack(person, 'draft'),
    filledCase,
    readyCase: await emergencyPack(person),
    packId: await exportOf(person, exportedCase),
  };
  const offer = { role: 'PROXY', accessLevel: 'LIMITED_WRITE', tiers: ['GREEN', 'AMBER'] } as const;
  proxy = await grantee(graph.url, person, offer, 'proxy');
  proxyId = await idOf(proxy);
});

afterAll(() => graph.close());

describe('[R-116] what somebody does for another by a grant', () => {
  test('is all tried here', () => {
    const byGrant = collectPolicies(readSubgraphs()).filter(
      ({ type, policy }) => type === 'Mutation' && policy.grants.includes('proxy'),
    );
    expect(Object.keys(CALLS).sort()).toEqual(byGrant.map(({ field }) => field).sort());
  });

  test.each(Object.entries(CALLS))('%s: every entry says who, on whose behalf and by which grant', async (name, of) => {
    const requestId = `behalf-${newId()}`;
    const answer = await createGraphClient(graph.url).execute({
      query: mutationText(name),
      variables: { input: of(things) },
      token: proxy.person.accessToken(),
      headers: { 'x-request-id': requestId },
    });
    answer.expectData();
    let entries: RecordedEntry[] = [];
    await until(async () => {
      entries = await graph.databases.rows<RecordedEntry>('audit', ENTRIES, [requestId]);
      return entries.some(({ kind }) => kind === 'OUTCOME');
    });
    const said = entries.map(({ kind, action, actorId, onBehalfOfId, grantId }) => {
      return { kind, action, actorId, onBehalfOfId, grantId };
    });
    const people = { actorId: proxyId, onBehalfOfId: things.onBehalfOf, grantId: proxy.grantId };
    expect(said).toEqual(entries.map(({ kind, action }) => ({ kind, action, ...people })));
  });
});
