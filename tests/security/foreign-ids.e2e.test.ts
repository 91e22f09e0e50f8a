import { beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { newId } from '#platform/ids';
import { connect } from '../../cli/journey/endpoint.ts';
import { createGraphClient } from '../support/e2e/graph-client.ts';
import { idCoordinates } from '../support/e2e/operations.ts';
import { somebody } from '../support/e2e/people.ts';
import { sharedStack } from '../support/e2e/shared-stack.ts';
import {
  INCIDENT_FACTS,
  addPerson,
  demoPerson,
  emergencyPack,
  exportOf,
  invite,
  textDocument,
} from '../support/e2e/world.ts';
import type { Somebody } from '../support/e2e/people.ts';

/** Input around an id, in which everything else is the caller's own and right. */
interface Probe {
  readonly text: string;
  readonly variables: (id: string) => unknown;
  /** The id of somebody else's object. */
  readonly foreign: string;
  /** Who asks; the stranger unless the coordinate needs a role. */
  readonly as?: Somebody;
}

/** What a missing thing looks like where it is not an error. */
const HIDDEN: Readonly<Record<string, string>> = {
  'Query.case.id': '{"data":{"case":null}}\n',
  'Query.document.id': '{"data":{"document":null}}\n',
  'Query.incident.id': '{"data":{"incident":null}}\n',
  'Query.auditEntries.targetId': '{"data":{"auditEntries":{"nodes":[]}}}\n',
};

let probes: Readonly<Record<string, Probe>>;
let stranger: Somebody;

const CASE = '{ case { id } }';
const GRANT = '{ grant { id } }';
const SHARE_LINK = z.object({ issueShareLink: z.object({ shareLink: z.object({ id: z.string() }) }) });
const CHALLENGE = z.object({ login: z.object({ challenge: z.object({ id: z.string() }) }) });
const SESSIONS = z.object({
  me: z.object({ sessions: z.object({ nodes: z.array(z.object({ id: z.string() })).min(1) }) }),
});

function mutation(
  name: string,
  input: string,
  selection: string,
  variables: Probe['variables'],
  foreign: string,
): Probe {
  return {
    text: `mutation ($input: ${input}!) { ${name}(input: $input) ${selection} }`,
    variables: (id) => ({ input: variables(id) }),
    foreign,
  };
}

beforeAll(async () => {
  const { url, state } = sharedStack();
  const owner = (await somebody(url, 'owner')).person;
  stranger = await somebody(url, 'stranger');
  const documentId = await textDocument(owner);
  const personId = await addPerson(owner);
  const draft = await emergencyPack(owner, 'draft');
  const exported = await emergencyPack(owner);
  const packId = await exportOf(owner, exported);
  const { grantId } = await invite(connect(url), owner);
  const own = {
    case: await emergencyPack(stranger.person, 'draft'),
    person: await addPerson(stranger.person),
    document: await textDocument(stranger.person),
  };
  const issued = await owner.run('IssueShareLink', { input: { caseId: exported } }, SHARE_LINK);
  const officer = await demoPerson(url, `${state}/people.json`, 'information_officer');
  const auditor = await demoPerson(url, `${state}/people.json`, 'auditor');
  const { email, password } = owner;
  const { login } = await connect(url).run('Login', { input: { email, password } }, CHALLENGE);
  const sessions = await createGraphClient(url).execute({
    query: '{ me { sessions { nodes { id } } } }',
    token: owner.accessToken(),
  });
  const session = SESSIONS.parse(sessions.expectData()).me.sessions.nodes[0]?.id ?? '';
  const contacts = [{ name: 'A', phoneE164: '+27110000000', relationship: 'friend' }];
  const sha256 = 'b'.repeat(64);
  probes = {
    'Query.case.id': {
      text: 'query ($id: ID!) { case(id: $id) { id status } }',
      variables: (id) => ({ id }),
      foreign: draft,
    },
    'Query.document.id': {
      text: 'query ($id: ID!) { document(id: $id) { id title } }',
      variables: (id) => ({ id }),
      foreign: documentId,
    },
    'Query.incident.id': {
      text: 'query ($id: ID!) { incident(id: $id) { id } }',
      variables: (id) => ({ id }),
      foreign: newId(),
      as: officer,
    },
    'Query.auditEntries.targetId': {
      text: 'query ($id: ID!) { auditEntries(first: 1, targetId: $id) { nodes { action } } }',
      variables: (id) => ({ id }),
      foreign: newId(),
      as: auditor,
    },
    'Mutation.attachEvidence.input.caseId': mutation(
      'attachEvidence',
      'AttachEvidenceInput',
      CASE,
      (caseId) => ({ caseId, slot: 'directive_1', documentId: own.document }),
      draft,
    ),
    'Mutation.attachEvidence.input.documentId': mutation(
      'attachEvidence',
      'AttachEvidenceInput',
      CASE,
      (id) => ({ caseId: own.case, slot: 'directive_1', documentId: id }),
      documentId,
    ),
    'Mutation.detachEvidence.input.caseId': mutation(
      'detachEvidence',
      'DetachEvidenceInput',
      CASE,
      (caseId) => ({ caseId, slot: 'directive_1' }),
      exported,
    ),
    'Mutation.markCaseReady.input.caseId': mutation(
      'markCaseReady',
      'CaseIdInput',
      CASE,
      (caseId) => ({ caseId }),
      draft,
    ),
    'Mutation.exportPack.input.caseId': mutation('exportPack', 'CaseIdInput', CASE, (caseId) => ({ caseId }), exported),
    'Mutation.requestPackDownload.input.packId': mutation(
      'requestPackDownload',
      'PackIdInput',
      '{ downloadUrl }',
      (id) => ({ packId: id }),
      packId,
    ),
    'Mutation.revokeCase.input.caseId': mutation(
      'revokeCase',
      'RevokeCaseInput',
      CASE,
      (caseId) => ({ caseId }),
      draft,
    ),
    'Mutation.issueShareLink.input.caseId': mutation(
      'issueShareLink',
      'IssueShareLinkInput',
      '{ url }',
      (caseId) => ({ caseId }),
      exported,
    ),
    'Mutation.revokeShareLink.input.shareLinkId': mutation(
      'revokeShareLink',
      'ShareLinkIdInput',
      CASE,
      (shareLinkId) => ({ shareLinkId }),
      issued.issueShareLink.shareLink.id,
    ),
    'Mutation.openEmergencyPack.input.directiveDocumentIds': mutation(
      'openEmergencyPack',
      'OpenEmergencyPackInput',
      CASE,
      (id) => ({ contacts, directiveDocumentIds: [id] }),
      documentId,
    ),
    'Mutation.openDeathReadiness.input.executorNomineePersonId': mutation(
      'openDeathReadiness',
      'OpenDeathReadinessInput',
      CASE,
      (id) => ({ executorNomineePersonId: id }),
      personId,
    ),
    'Mutation.openDeathReadiness.input.executorNomineeGrantId': mutation(
      'openDeathReadiness',
      'OpenDeathReadinessInput',
      CASE,
      (id) => ({ executorNomineePersonId: own.person, executorNomineeGrantId: id }),
      grantId,
    ),
    'Mutation.requestUpload.input.documentId': mutation(
      'requestUpload',
      'RequestUploadInput',
      '{ uploadUrl }',
      (id) => ({ documentId: id, byteSize: 3, sha256, mediaType: 'text/plain' }),
      documentId,
    ),
    'Mutation.requestDownload.input.documentId': mutation(
      'requestDownload',
      'RequestDownloadInput',
      '{ downloadUrl }',
      (id) => ({ documentId: id }),
      documentId,
    ),
    'Mutation.suspendGrant.input.grantId': mutation(
      'suspendGrant',
      'GrantIdInput',
      GRANT,
      (id) => ({ grantId: id }),
      grantId,
    ),
    'Mutation.resumeGrant.input.grantId': mutation(
      'resumeGrant',
      'GrantIdInput',
      GRANT,
      (id) => ({ grantId: id }),
      grantId,
    ),
    'Mutation.revokeGrant.input.grantId': mutation(
      'revokeGrant',
      'GrantIdInput',
      GRANT,
      (id) => ({ grantId: id }),
      grantId,
    ),
    'Mutation.revokeSession.input.sessionId': mutation(
      'revokeSession',
      'RevokeSessionInput',
      '{ sessionId }',
      (sessionId) => ({ sessionId }),
      session,
    ),
    'Mutation.verifyMfa.input.challengeId': mutation(
      'verifyMfa',
      'VerifyMfaInput',
      '{ sessionId }',
      (challengeId) => ({ challengeId, code: '000000' }),
      login.challenge.id,
    ),
    'Mutation.reviseIncident.input.incidentId': {
      ...mutation(
        'reviseIncident',
        'ReviseIncidentInput',
        '{ incident { id } }',
        (incidentId) => ({ incidentId, basedOnRevision: 1, facts: INCIDENT_FACTS, reason: 'x' }),
        newId(),
      ),
      as: officer,
    },
  };
}, 120_000);

describe('[R-077] an id of somebody else answers as one that does not exist', () => {
  test('every place of the API that takes an id is probed', () => {
    expect(Object.keys(probes).sort()).toEqual(idCoordinates());
  });

  test.each(idCoordinates().filter((coordinate) => coordinate !== 'Mutation.verifyMfa.input.challengeId'))(
    '%s',
    async (coordinate) => {
      const probe = probes[coordinate];
      if (probe === undefined) throw new Error(`${coordinate} is not probed`);
      const who = probe.as ?? stranger;
      const foreign = await who.execute(probe.text, probe.variables(probe.foreign));
      const missing = await who.execute(probe.text, probe.variables(newId()));
      expect(foreign.status).toBe(missing.status);
      expect(comparable(foreign.text)).toBe(comparable(missing.text));
      expect(outcomeOf(foreign)).toBe(HIDDEN[coordinate] ?? 'NOT_FOUND');
    },
  );

  test.each(idCoordinates())('%s: a malformed id is bad input, with the path of the field', async (coordinate) => {
    const probe = probes[coordinate];
    if (probe === undefined) throw new Error(`${coordinate} is not probed`);
    const error = (await (probe.as ?? stranger).execute(probe.text, probe.variables('not-an-id'))).expectError(
      'BAD_USER_INPUT',
    );
    const field = coordinate.split('.').slice(2).join('.');
    expect(Object.keys(error.extensions.errors ?? {}).some((path) => path.startsWith(field))).toBe(true);
  });
});

/** Code of the error, or the data of an answer without one. */
function outcomeOf({
  errors,
  text,
}: {
  readonly errors: readonly { readonly extensions: { readonly code: string } }[];
  readonly text: string;
}): string {
  return errors[0]?.extensions.code ?? text;
}

/** Byte for byte the same, apart from the request id. */
function comparable(text: string): string {
  return text.replaceAll(/"requestId":"[^"]*"/g, '"requestId":""');
}
