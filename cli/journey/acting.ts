import path from 'node:path';
import { z } from 'zod';
import { verifyBundle } from '../audit/verify-bundle.ts';
import { accept, invite } from './grants.ts';
import { joinAtOnce } from './join.ts';
import { exportPack, fillEmergencyPack } from './packs.ts';
import { inventPerson } from './person.ts';
import { playStagedAccess } from './staged-access.ts';
import { download, uploadFile } from './transfer.ts';
import { readsPeopleOf, untilRefused, untilServed } from './until.ts';
import type { JourneyInput, JourneyResult } from './journey-input.ts';
import type { SignedIn } from './person.ts';

const meSchema = z.object({ me: z.object({ id: z.string() }) });
const namedSchema = z.object({ displayName: z.string() }).nullable();
const trailSchema = z.object({
  case: z.object({
    auditTrail: z.object({
      nodes: z.array(z.object({ kind: z.string(), action: z.string(), actor: namedSchema, onBehalfOf: namedSchema })),
    }),
  }),
});

/** What the principal reads in the end of who acted, oldest first. */
export interface ActingResult extends JourneyResult {
  readonly acted: readonly string[];
}

/**
 * Somebody acts for another, through the public endpoint only: a proxy prepares a pack for the principal and is suspended; then an
 * emergency contact reads by staged access.
 */
export async function playActing({ endpoint, file, folder, policy, step }: JourneyInput): Promise<ActingResult> {
  const welcome = (name: string): Promise<SignedIn> =>
    step(`Sign up and in: ${name}`, () =>
      joinAtOnce(endpoint, inventPerson(`Demo ${name}`, name.replaceAll(' ', '-'))),
    );
  const principal = await welcome('principal');
  const proxy = await welcome('proxy');
  const { id: principalId } = (await principal.run('Me', {}, meSchema)).me;

  const grantId = await step('The principal invites the proxy, who accepts', async () => {
    const offered = await invite(principal, proxy.email, { role: 'PROXY', accessLevel: 'LIMITED_WRITE' });
    await accept(endpoint, proxy);
    return offered;
  });
  await step('The proxy adds a person for the principal', () =>
    proxy.run('AddPerson', { input: { fullName: 'Demo neighbour', onBehalfOf: principalId } }, z.unknown()),
  );
  const documentId = await step(`The proxy uploads ${file.name} for the principal`, () =>
    uploadFile(proxy, file, principalId),
  );
  const caseId = await step('The proxy opens an emergency pack for the principal', () =>
    fillEmergencyPack(proxy, documentId, principalId),
  );
  const { packId, downloadUrl } = await step('The proxy exports it', () => exportPack(proxy, caseId));
  const bundle = path.join(folder, `lifeready-pack-${packId}.zip`);
  await step('The proxy downloads the bundle', () => download(downloadUrl, proxy.accessToken(), bundle));
  const acted = await step('The principal reads who acted', () => readActors(principal, caseId));
  const report = await step('Verify the bundle offline', () => verifyBundle({ path: bundle, policy }));

  await step('The principal suspends the proxy, who is refused', async () => {
    await principal.run('SuspendGrant', { input: { grantId } }, z.unknown());
    await untilRefused(() => readsPeopleOf(proxy, principalId));
  });
  await step('The principal lets the proxy go on', async () => {
    await principal.run('ResumeGrant', { input: { grantId } }, z.unknown());
    await untilServed(() => readsPeopleOf(proxy, principalId));
  });
  const contact = await welcome('emergency contact');
  await playStagedAccess({ endpoint, step, principal, principalId, proxy, proxyGrantId: grantId, contact, documentId });
  return { bundle, report, acted };
}

/** @returns a line for each intent of the case's trail, oldest first */
async function readActors(principal: SignedIn, caseId: string): Promise<string[]> {
  const { case: found } = await principal.run('CaseAuditTrail', { id: caseId, first: 100 }, trailSchema);
  return found.auditTrail.nodes
    .filter(({ kind }) => kind === 'PREPARED')
    .map(({ action, actor, onBehalfOf }) =>
      `${action.padEnd(24)} ${actor?.displayName ?? 'somebody'} ${onBehalfOf === null ? '' : `on behalf of ${onBehalfOf.displayName}`}`.trimEnd(),
    )
    .reverse();
}
