import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { loadPolicy } from '../../../cli/audit/load-policy.ts';
import { verifyBundle } from '../../../cli/audit/verify-bundle.ts';
import { download } from '../../../cli/journey/transfer.ts';
import { stackPaths } from '../../../cli/stack/paths.ts';
import { grantee } from '../../support/e2e/granted.ts';
import { somebody } from '../../support/e2e/people.ts';
import { sharedStack } from '../../support/e2e/shared-stack.ts';
import { addPerson, attach, emergencyPack, textDocument } from '../../support/e2e/world.ts';
import type { Grantee } from '../../support/e2e/granted.ts';
import type { Somebody } from '../../support/e2e/people.ts';

const OPEN = 'mutation ($input: OpenDeathReadinessInput!) { openDeathReadiness(input: $input) { case { id } } }';
const READY = 'mutation ($input: CaseIdInput!) { markCaseReady(input: $input) { case { status missing } } }';
const EXPORT =
  'mutation ($input: CaseIdInput!) { exportPack(input: $input) { case { status } pack { id } downloadUrl } }';

interface Export {
  readonly exportPack: { readonly case: { readonly status: string }; readonly downloadUrl: string };
}

let principal: Somebody;
let principalId: string;
let proxy: Grantee;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'proxy-exports-'));
  const { url } = sharedStack();
  principal = await somebody(url, 'principal');
  principalId = (await principal.execute<{ me: { id: string } }>('{ me { id } }')).expectData().me.id;
  const offer = { role: 'PROXY', accessLevel: 'LIMITED_WRITE', tiers: ['GREEN', 'AMBER'] } as const;
  proxy = await grantee(url, principal.person, offer, 'proxy');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function expectVerified(downloadUrl: string): Promise<void> {
  const file = path.join(folder, 'pack.zip');
  await download(downloadUrl, proxy.person.accessToken(), file);
  const policy = await loadPolicy(undefined, stackPaths(sharedStack().state).trustPolicy);
  const report = await verifyBundle({ path: file, policy });
  expect(report.verdict).toBe('verified');
}

test('[R-086] a proxy exports what the principal made ready; the pack proves itself', async () => {
  const caseId = await emergencyPack(principal.person, 'ready');
  const { exportPack } = (await proxy.execute<Export>(EXPORT, { input: { caseId } })).expectData();
  expect(exportPack.case.status).toBe('EXPORTED');
  await expectVerified(exportPack.downloadUrl);
});

test('[R-085] a proxy opens, fills and exports a case with the principal’s people and documents, and not with their own', async () => {
  const input = { executorNomineePersonId: await addPerson(principal.person), onBehalfOf: principalId };
  const opened = await proxy.execute<{ openDeathReadiness: { case: { id: string } } }>(OPEN, { input });
  const caseId = opened.expectData().openDeathReadiness.case.id;
  for (const slot of ['will', 'asset_map'])
    await attach(proxy.person, caseId, slot, await textDocument(principal.person));
  expect((await proxy.execute(READY, { input: { caseId } })).expectData()).toMatchObject({
    markCaseReady: { case: { status: 'READY', missing: [] } },
  });
  await expectVerified(
    (await proxy.execute<Export>(EXPORT, { input: { caseId } })).expectData().exportPack.downloadUrl,
  );

  const ofProxy = { executorNomineePersonId: await addPerson(proxy.person), onBehalfOf: principalId };
  (await proxy.execute(OPEN, { input: ofProxy })).expectError('NOT_FOUND');
  const document = await textDocument(proxy.person);
  await expect(attach(proxy.person, caseId, 'asset_document_1', document)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
