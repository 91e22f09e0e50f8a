import { createHash } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { verifyBundle } from '../audit/verify-bundle.ts';
import { accept, invite } from './grants.ts';
import { join } from './join.ts';
import { exportPack, fill, fillEmergencyPack } from './packs.ts';
import { inventPerson } from './person.ts';
import { JourneyProblem } from './problem.ts';
import { download, upload, uploadFile } from './transfer.ts';
import type { Offer } from './grants.ts';
import type { JourneyInput, JourneyResult } from './journey-input.ts';
import type { SignedIn } from './person.ts';

const NOMINEE: Offer = { role: 'EXECUTOR_NOMINEE', accessLevel: 'READ_ONLY_PACKS' };

const id = z.string();
const openedSchema = z.object({ openDeathReadiness: z.object({ case: z.object({ id }) }) });
const personSchema = z.object({ addPerson: z.object({ person: z.object({ id }) }) });
const sharedSchema = z.object({
  packsSharedWithMe: z.object({ nodes: z.array(z.object({ id, nomineeTitle: z.string() })) }),
});
const overviewSchema = z.object({
  case: z.object({
    status: z.string(),
    auditTrail: z.object({ nodes: z.array(z.object({ action: z.string(), outcome: z.string() })) }),
  }),
});
const linkSchema = z.object({ requestPackDownload: z.object({ downloadUrl: z.string() }) });

/** The main job, through the public endpoint only: from signing up to a bundle that proves itself offline. */
export async function playJourney({ endpoint, file, folder, policy, step }: JourneyInput): Promise<JourneyResult> {
  const principal = await join(endpoint, step, 'Sign up', inventPerson('Demo principal', 'principal'));
  const nomineePersonId = await step('Add people and an asset', () => describeLife(principal));
  const documentId = await step(`Upload ${file.name}`, () => uploadFile(principal, file));
  const assetMapId = await step('Upload an asset map', () => uploadAssetMap(principal));

  const emergencyId = await step('Open an emergency pack and attach the document', () =>
    fillEmergencyPack(principal, documentId),
  );

  const invited = inventPerson('Demo nominee', 'nominee');
  const grantId = await step('Invite an executor nominee', () => invite(principal, invited.email, NOMINEE));
  const nominee = await join(endpoint, step, 'The nominee signs up', invited);
  await step('The nominee accepts', () => accept(endpoint, nominee));

  const caseId = await step('Open a death-readiness case and attach the documents', () =>
    openDeathReadiness(principal, { nomineePersonId, grantId, documentId, assetMapId }),
  );
  await step('Step up with a fresh code', () => principal.stepUp());
  await step('Export the emergency pack', () => exportPack(principal, emergencyId));
  const { packId, downloadUrl } = await step('Export the death-readiness pack', () => exportPack(principal, caseId));
  const bundle = path.join(folder, `lifeready-pack-${packId}.zip`);
  await step('Download the bundle', () => download(downloadUrl, principal.accessToken(), bundle));
  await step('The nominee reads the pack shared with them', () => readAsNominee(nominee, packId, `${bundle}.nominee`));
  await step('Read the case with its audit trail', () => readTrail(principal, caseId));
  const report = await step('Verify the bundle offline', () => verifyBundle({ path: bundle, policy }));
  return { bundle, report };
}

/** @returns id of the person to nominate */
async function describeLife(principal: SignedIn): Promise<string> {
  const nominee = { fullName: 'Demo nominee', relationship: 'brother' };
  const { addPerson } = await principal.run('AddPerson', { input: nominee }, personSchema);
  await principal.run(
    'AddPerson',
    { input: { fullName: 'Demo contact', phoneE164: '+27110000000', relationship: 'friend' } },
    personSchema,
  );
  await principal.run('AddAsset', { input: { category: 'PROPERTY', label: 'House', tier: 'AMBER' } }, z.unknown());
  return addPerson.person.id;
}

function uploadAssetMap(principal: SignedIn): Promise<string> {
  const content = Buffer.from('Asset map\n\n1. House (property)\n');
  const sha256 = createHash('sha256').update(content).digest('hex');
  const claims = { byteSize: content.length, sha256, mediaType: 'text/plain', content };
  return upload(principal, { title: 'Asset map', type: 'OTHER', tier: 'AMBER', ...claims });
}

async function openDeathReadiness(
  principal: SignedIn,
  given: { nomineePersonId: string; grantId: string; documentId: string; assetMapId: string },
): Promise<string> {
  const input = { executorNomineePersonId: given.nomineePersonId, executorNomineeGrantId: given.grantId };
  const { openDeathReadiness: payload } = await principal.run('OpenDeathReadiness', { input }, openedSchema);
  await fill(principal, payload.case.id, { will: given.documentId, asset_map: given.assetMapId });
  return payload.case.id;
}

/** What a nominee sees is the exported pack and nothing else. */
async function readAsNominee(nominee: SignedIn, packId: string, file: string): Promise<void> {
  const { packsSharedWithMe } = await nominee.run('PacksSharedWithMe', { first: 20 }, sharedSchema);
  if (!packsSharedWithMe.nodes.some((pack) => pack.id === packId))
    throw new JourneyProblem('The nominee does not see the pack.');
  const { requestPackDownload } = await nominee.run('RequestPackDownload', { input: { packId } }, linkSchema);
  await download(requestPackDownload.downloadUrl, nominee.accessToken(), file);
}

async function readTrail(principal: SignedIn, caseId: string): Promise<void> {
  const overview = await principal.run('CaseOverview', { id: caseId, entries: 50 }, overviewSchema);
  if (overview.case.auditTrail.nodes.length === 0) throw new JourneyProblem('The case has no audit trail.');
}
