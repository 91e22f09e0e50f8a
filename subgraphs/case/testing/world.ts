import { newId } from '#platform/ids';
import { CASE_SELECTION, createCaseClient } from './case-client.ts';
import type { HeldGrant } from '#platform/auth';
import type { CaseClient } from './case-client.ts';
import type { CaseFixture } from './case-fixture.ts';
import type { FakeDocument } from './fake-vault.ts';

export const CONTACTS = [{ name: 'Sipho Dlamini', phoneE164: '+27821234567', relationship: 'brother' }];
const EXPORTED =
  '{ case { id status } pack { id byteSize sha256 tagmanifestSha256 exportedAt } downloadUrl expiresAt }';

export interface CasePayload {
  readonly case: { readonly id: string; readonly status: string; readonly missing: string[] };
}

export interface Exported {
  readonly case: { readonly id: string; readonly status: string };
  readonly pack: {
    readonly id: string;
    readonly byteSize: number;
    readonly sha256: string;
    readonly tagmanifestSha256: string;
  };
  readonly downloadUrl: string;
  readonly expiresAt: string;
}

/** Somebody who prepares packs. */
export function owner(fixture: CaseFixture): CaseClient & { readonly principalId: string; readonly tenantId: string } {
  const caller = fixture.caller({ tiers: ['green', 'amber', 'red'] });
  return { ...createCaseClient(fixture, caller), principalId: caller.principalId, tenantId: caller.tenantId };
}
export type Owner = ReturnType<typeof owner>;

export function documentOf(
  { vault }: CaseFixture,
  { principalId }: Owner,
  change: Partial<FakeDocument> = {},
): FakeDocument {
  return vault.add(principalId, change);
}

/** An emergency case with one directive. @returns its id */
export async function emergencyCase(fixture: CaseFixture, who: Owner, documents = 1): Promise<string> {
  const directiveDocumentIds = Array.from({ length: documents }, () => documentOf(fixture, who).id);
  const { case: opened } = await who.mutate<CasePayload>(
    'openEmergencyPack',
    { contacts: CONTACTS, directiveDocumentIds },
    CASE_SELECTION,
  );
  fixture.clock.advance(1_000);
  return opened.id;
}

export async function ready(fixture: CaseFixture, who: Owner, caseId: string): Promise<string> {
  await who.mutate('markCaseReady', { caseId }, CASE_SELECTION);
  fixture.clock.advance(1_000);
  return caseId;
}

export async function exported(fixture: CaseFixture, who: Owner, caseId: string): Promise<Exported> {
  const pack = await who.mutate<Exported>('exportPack', { caseId }, EXPORTED);
  fixture.clock.advance(1_000);
  return pack;
}

/** An executor nominee, with the grant and the case that names it. */
export async function deathReadiness(
  fixture: CaseFixture,
  who: Owner,
  tiers: HeldGrant['tiers'] = ['green', 'amber'],
): Promise<{ caseId: string; grant: HeldGrant; nominee: CaseClient }> {
  const personId = newId();
  fixture.vault.people.push({ id: personId, ownerId: who.principalId, fullName: 'Naledi Mokoena' });
  const { tenantId, principalId } = who;
  const grant: HeldGrant = {
    id: newId(),
    tenantId,
    principalId,
    role: 'executor_nominee',
    accessLevel: 'read_only_packs',
    tiers,
    expiresAt: null,
  };
  const caller = fixture.caller({ grants: [grant] });
  fixture.identity.grants.push({
    id: grant.id,
    role: 'EXECUTOR_NOMINEE',
    status: 'ACCEPTED',
    granterId: principalId,
    granteeId: caller.principalId,
    tiers: tiers.map((tier) => tier.toUpperCase()),
  });
  const input = {
    executorNomineePersonId: personId,
    executorNomineeGrantId: grant.id,
    notes: 'The key is with Sipho.',
  };
  const { case: opened } = await who.mutate<CasePayload>('openDeathReadiness', input, CASE_SELECTION);
  for (const slot of ['will', 'asset_map']) {
    await who.mutate(
      'attachEvidence',
      { caseId: opened.id, slot, documentId: documentOf(fixture, who, { title: `The ${slot}` }).id },
      CASE_SELECTION,
    );
  }
  fixture.clock.advance(1_000);
  return { caseId: opened.id, grant, nominee: createCaseClient(fixture, caller) };
}

/** An exported emergency pack with a share link. */
export async function shared(
  fixture: CaseFixture,
  who: Owner,
  ttlHours = 24,
): Promise<{ caseId: string; packId: string; linkId: string; token: string }> {
  const caseId = await ready(fixture, who, await emergencyCase(fixture, who));
  const { pack } = await exported(fixture, who, caseId);
  const link = await issueLink(who, caseId, ttlHours);
  fixture.clock.advance(1_000);
  return { caseId, packId: pack.id, ...link };
}

export async function issueLink(who: Owner, caseId: string, ttlHours = 24): Promise<{ linkId: string; token: string }> {
  const selection = '{ shareLink { id expiresAt openedCount } url }';
  const { shareLink, url } = await who.mutate<{ shareLink: { id: string }; url: string }>(
    'issueShareLink',
    { caseId, ttlHours },
    selection,
  );
  return { linkId: shareLink.id, token: new URL(url).searchParams.get('token') ?? '' };
}

export async function statusOf(who: Owner, caseId: string): Promise<string> {
  const { case: found } = await who.run<{ case: { status: string } }>('query ($id: ID!) { case(id: $id) { status } }', {
    id: caseId,
  });
  return found.status;
}
