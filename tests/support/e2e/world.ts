import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { createAuthenticator } from '../../../cli/journey/authenticator.ts';
import { connect } from '../../../cli/journey/endpoint.ts';
import { tokenFromMail } from '../../../cli/journey/mailbox.ts';
import { inventPerson, signIn } from '../../../cli/journey/person.ts';
import { upload } from '../../../cli/journey/transfer.ts';
import { readPeople } from '../../../cli/stack/people.ts';
import { createGraphClient } from './graph-client.ts';
import type { Endpoint } from '../../../cli/journey/endpoint.ts';
import type { Authenticator } from '../../../cli/journey/authenticator.ts';
import type { Person, SignedIn } from '../../../cli/journey/person.ts';
import type { Somebody } from './people.ts';

const id = z.string();

/**
 * A code that another test file has just used is refused. Each authenticator has three to begin with; when others have used all of them, the
 * next one is waited for, at most half a minute.
 */
const SIGN_IN_ATTEMPTS = 4;

/** Signs in one of the demo people, by persona. Other test files of the run may sign in the same one. */
export async function demoPerson(url: string, peopleFile: string, persona: string): Promise<Somebody> {
  const found = (await readPeople(peopleFile)).find((person) => person.persona === persona);
  if (found?.totpSecret === undefined) throw new Error(`there is no demo person ${persona}`);
  const person = { displayName: persona, email: found.email, password: found.password };
  const signedIn = await signInAmongOthers(connect(url), person, createAuthenticator(found.totpSecret));
  const client = createGraphClient(url);
  return {
    person: signedIn,
    execute: (query, variables) => client.execute({ query, variables, token: signedIn.accessToken() }),
  };
}

async function signInAmongOthers(
  endpoint: Endpoint,
  person: Person,
  authenticator: Authenticator,
  attempts = SIGN_IN_ATTEMPTS,
): Promise<SignedIn> {
  try {
    return await signIn(endpoint, person, authenticator);
  } catch (error) {
    if (attempts <= 1 || !String(error).includes('MFA_CODE_INVALID')) throw error;
    return signInAmongOthers(endpoint, person, authenticator, attempts - 1);
  }
}

/** A small text document with available bytes. @returns its id */
export function textDocument(
  owner: SignedIn,
  title = 'A document',
  text: string = `Text ${randomUUID()}\n`,
): Promise<string> {
  const content = Buffer.from(text);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return upload(owner, {
    title,
    type: 'OTHER',
    tier: 'AMBER',
    byteSize: content.length,
    sha256,
    mediaType: 'text/plain',
    content,
  });
}

const CONTACTS = [{ name: 'A friend', phoneE164: '+27110000000', relationship: 'friend' }];

/** An emergency pack; `ready` attaches a document and marks it as ready. @returns id of the case */
export async function emergencyPack(owner: SignedIn, state: 'draft' | 'ready' = 'ready'): Promise<string> {
  const shape = z.object({ openEmergencyPack: z.object({ case: z.object({ id }) }) });
  const { openEmergencyPack } = await owner.run('OpenEmergencyPack', { input: { contacts: CONTACTS } }, shape);
  const caseId = openEmergencyPack.case.id;
  if (state === 'ready') {
    await attach(owner, caseId, 'directive_1', await textDocument(owner));
    await owner.run('MarkCaseReady', { input: { caseId } }, z.unknown());
  }
  return caseId;
}

export async function attach(owner: SignedIn, caseId: string, slot: string, documentId: string): Promise<void> {
  await owner.run('AttachEvidence', { input: { caseId, slot, documentId } }, z.unknown());
}

/** @returns id of the pack */
export async function exportOf(owner: SignedIn, caseId: string): Promise<string> {
  const shape = z.object({ exportPack: z.object({ pack: z.object({ id }) }) });
  return (await owner.run('ExportPack', { input: { caseId } }, shape)).exportPack.pack.id;
}

export async function addPerson(owner: SignedIn): Promise<string> {
  const shape = z.object({ addPerson: z.object({ person: z.object({ id }) }) });
  return (await owner.run('AddPerson', { input: { fullName: 'A person' } }, shape)).addPerson.person.id;
}

export interface Invitation {
  readonly grantId: string;
  readonly email: string;
  readonly token: string;
}

/** Invites `email` (an address nobody has, unless given) as executor nominee. */
export async function invite(
  endpoint: Endpoint,
  owner: SignedIn,
  email = inventPerson('x', 'invited').email,
): Promise<Invitation> {
  const input = { email, role: 'EXECUTOR_NOMINEE', accessLevel: 'READ_ONLY_PACKS', tiers: ['GREEN', 'AMBER'] };
  const shape = z.object({ inviteGrant: z.object({ grant: z.object({ id }) }) });
  const { inviteGrant } = await owner.run('InviteGrant', { input }, shape);
  return { grantId: inviteGrant.grant.id, email, token: await tokenFromMail(endpoint.url, email, 'invitation') };
}

export const INCIDENT_FACTS = {
  title: 'Lost laptop',
  description: 'A laptop was lost.',
  certainty: 'ALLEGED',
  compromiseType: 'LOSS',
  affectedDataClasses: ['contact details'],
  affectedUserCount: 3,
};

/** @returns id of the incident */
export async function incident(officer: Somebody): Promise<string> {
  const { reportIncident } = (
    await officer.execute<{ reportIncident: { incident: { id: string } } }>(
      'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } } }',
      { input: { discoveredAt: new Date(Date.now() - 60_000).toISOString(), facts: INCIDENT_FACTS } },
    )
  ).expectData();
  return reportIncident.incident.id;
}
