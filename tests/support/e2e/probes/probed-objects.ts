import { z } from 'zod';
import { connect } from '../../../../cli/journey/endpoint.ts';
import { createGraphClient } from '../graph-client.ts';
import { grantee } from '../granted.ts';
import { addPerson, emergencyPack, exportOf, invite, textDocument } from '../world.ts';
import type { Somebody } from '../people.ts';

/** One object of each kind that some field takes the id of, all of one principal. */
export interface ProbedObjects {
  readonly principalId: string;
  readonly documentId: string;
  readonly personId: string;
  /** A case that is a draft. */
  readonly draftId: string;
  /** A case that is ready. */
  readonly readyId: string;
  /** A case with a pack. */
  readonly exportedId: string;
  readonly packId: string;
  readonly shareLinkId: string;
  /** A grant that nobody has accepted. */
  readonly grantId: string;
  /** A grant in force of an emergency contact, without a staged access. */
  readonly contactGrantId: string;
  readonly stagedAccessId: string;
  readonly sessionId: string;
  readonly challengeId: string;
  /** An entry of the audit log about one of these. */
  readonly entryId: string;
}

const node = z.object({ id: z.string() });
const SHARE_LINK = z.object({ issueShareLink: z.object({ shareLink: node }) });
const STAGED = z.object({ arrangeStagedAccess: z.object({ stagedAccess: node }) });
const CHALLENGE = z.object({ login: z.object({ challenge: node }) });
const TRAIL = z.object({ case: z.object({ auditTrail: z.object({ nodes: z.array(node).min(1) }) }) });
const ME = z.object({ me: z.object({ id: z.string(), sessions: z.object({ nodes: z.array(node).min(1) }) }) });
const CONTACT = { role: 'EMERGENCY_CONTACT', accessLevel: 'READ_ONLY_PACKS', tiers: ['GREEN', 'AMBER'] } as const;

/** Makes everything that is probed. @param owner with a fresh second factor */
export async function probedObjects(url: string, { person: owner }: Somebody): Promise<ProbedObjects> {
  const { email, password } = owner;
  const { login } = await connect(url).run('Login', { input: { email, password } }, CHALLENGE);
  const client = createGraphClient(url);
  const query = '{ me { id sessions { nodes { id } } } }';
  const { me } = ME.parse((await client.execute({ query, token: owner.accessToken() })).expectData());
  const exportedId = await emergencyPack(owner);
  const packId = await exportOf(owner, exportedId);
  const { issueShareLink } = await owner.run('IssueShareLink', { input: { caseId: exportedId } }, SHARE_LINK);
  const staged = await grantee(url, owner, CONTACT, 'staged');
  const arrangement = { grantId: staged.grantId, tiers: ['GREEN'], waitDays: 7, accessHours: 1 };
  const { arrangeStagedAccess } = await owner.run('ArrangeStagedAccess', { input: arrangement }, STAGED);
  return {
    principalId: me.id,
    documentId: await textDocument(owner),
    personId: await addPerson(owner),
    draftId: await emergencyPack(owner, 'draft'),
    readyId: await emergencyPack(owner),
    exportedId,
    packId,
    shareLinkId: issueShareLink.shareLink.id,
    grantId: (await invite(connect(url), owner)).grantId,
    contactGrantId: (await grantee(url, owner, CONTACT, 'contact')).grantId,
    stagedAccessId: arrangeStagedAccess.stagedAccess.id,
    sessionId: me.sessions.nodes[0]?.id ?? '',
    challengeId: login.challenge.id,
    entryId: await entryAbout(url, owner, exportedId),
  };
}

async function entryAbout(url: string, owner: Somebody['person'], caseId: string): Promise<string> {
  const query = 'query ($id: ID!) { case(id: $id) { auditTrail(first: 1) { nodes { id } } } }';
  const answer = await createGraphClient(url).execute({ query, variables: { id: caseId }, token: owner.accessToken() });
  return TRAIL.parse(answer.expectData()).case.auditTrail.nodes[0]?.id ?? '';
}
