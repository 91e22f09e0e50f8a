import { newId } from '#platform/ids';
import { createCaseClient } from './case-client.ts';
import { CONTACTS, deathReadiness, documentOf, emergencyCase, exported, issueLink, owner, ready } from './world.ts';
import type { HeldGrant, Tier } from '#platform/auth';
import type { TestCaller } from '../../../tests/support/service/test-identity.ts';
import type { CaseClient } from './case-client.ts';
import type { CaseFixture } from './case-fixture.ts';
import type { Owner } from './world.ts';

/** Ids of everything somebody has whom others may act for. */
export interface ActingWorld {
  readonly who: Owner;
  /** The grant that the death-readiness case names, and whoever holds it. */
  readonly nomineeGrant: HeldGrant;
  readonly nominee: CaseClient;
  readonly ids: {
    /** A draft with an amber directive. */
    readonly draft: string;
    /** As `draft`; taken apart, marked as ready, exported and revoked by the operations of the same name. */
    readonly toEmpty: string;
    readonly toMark: string;
    readonly toExport: string;
    /** Ready, with a red directive. */
    readonly redCase: string;
    readonly amberPack: string;
    readonly redPack: string;
    readonly deathPack: string;
    readonly link: string;
    readonly linkCase: string;
    readonly amberDocument: string;
    readonly redDocument: string;
    readonly person: string;
    readonly principal: string;
  };
}

export async function createActingWorld(fixture: CaseFixture): Promise<ActingWorld> {
  const who = owner(fixture);
  const red = documentOf(fixture, who, { tier: 'RED' }).id;
  const redCase = await ready(fixture, who, await caseWith(fixture, who, red));
  const ofRed = await exported(fixture, who, redCase);
  const linkCase = await ready(fixture, who, await emergencyCase(fixture, who));
  const ofAmber = await exported(fixture, who, linkCase);
  const { linkId } = await issueLink(who, linkCase);
  const { caseId, grant, nominee } = await deathReadiness(fixture, who);
  const ofDeath = await exported(fixture, who, await ready(fixture, who, caseId));
  const person = newId();
  fixture.vault.people.push({ id: person, ownerId: who.principalId, fullName: 'Naledi Mokoena' });
  return {
    who,
    nomineeGrant: grant,
    nominee,
    ids: {
      draft: await emergencyCase(fixture, who),
      toEmpty: await emergencyCase(fixture, who),
      toMark: await emergencyCase(fixture, who),
      toExport: await ready(fixture, who, await emergencyCase(fixture, who)),
      redCase,
      amberPack: ofAmber.pack.id,
      redPack: ofRed.pack.id,
      deathPack: ofDeath.pack.id,
      link: linkId,
      linkCase,
      amberDocument: documentOf(fixture, who).id,
      redDocument: documentOf(fixture, who, { tier: 'RED' }).id,
      person,
      principal: who.principalId,
    },
  };
}

async function caseWith(fixture: CaseFixture, who: Owner, documentId: string): Promise<string> {
  const input = { contacts: CONTACTS, directiveDocumentIds: [documentId] };
  const { case: opened } = await who.mutate<{ case: { id: string } }>('openEmergencyPack', input, '{ case { id } }');
  fixture.clock.advance(1_000);
  return opened.id;
}

export const WRITING = 'limited_write';
export const READING = 'read_only_all';
export const PACKS = 'read_only_packs';

/** A proxy's grant of somebody, in force and without end. */
export function proxyGrant(
  { tenantId, principalId }: Pick<Owner, 'tenantId' | 'principalId'>,
  accessLevel: HeldGrant['accessLevel'],
  tiers: Tier[] = ['green', 'amber'],
): HeldGrant {
  return { id: newId(), tenantId, principalId, role: 'proxy', accessLevel, tiers, expiresAt: null };
}

/** Somebody with an account of all tiers in a tenant of their own, who holds these grants. */
export function holder(
  fixture: CaseFixture,
  grants: HeldGrant[],
  change: Partial<TestCaller> = {},
): CaseClient & { readonly caller: TestCaller } {
  const caller = fixture.caller({ tiers: ['green', 'amber', 'red'], grants, ...change });
  for (const { id, role, tiers, principalId } of grants)
    fixture.identity.grants.push({
      id,
      role: role.toUpperCase(),
      status: 'ACCEPTED',
      granterId: principalId,
      granteeId: caller.principalId,
      tiers: tiers.map((tier) => tier.toUpperCase()),
    });
  return { ...createCaseClient(fixture, caller), caller };
}
