import { newId } from '#platform/ids';
import { INCIDENT_FACTS } from '../world.ts';
import { mutation, query } from './probe.ts';
import type { Probe } from './probe.ts';

const CASE = '{ case { id } }';
const GRANT = '{ grant { id } }';
const STAGED = '{ stagedAccess { id } }';
const CONTACTS = [{ name: 'A', phoneE164: '+27110000000', relationship: 'friend' }];
const UPLOAD = { byteSize: 3, sha256: 'b'.repeat(64), mediaType: 'text/plain' };
const NEW_DOCUMENT = { title: 'x', type: 'OTHER', tier: 'GREEN', ...UPLOAD };

/** By coordinate, every place of the API that takes an id; a test holds the list against the schema. */
export const PROBES: Readonly<Record<string, Probe>> = {
  'Query.case.id': query('case', 'id', 'draftId', '{ id status }', '{"data":{"case":null}}\n'),
  'Query.document.id': query('document', 'id', 'documentId', '{ id title }', '{"data":{"document":null}}\n'),
  'Query.stagedAccess.id': query('stagedAccess', 'id', 'stagedAccessId', '{ id }', '{"data":{"stagedAccess":null}}\n'),
  'Query.people.onBehalfOf': query('people', 'onBehalfOf', 'principalId', '{ nodes { id } }'),
  'Query.assets.onBehalfOf': query('assets', 'onBehalfOf', 'principalId', '{ nodes { id } }'),
  'Query.documents.onBehalfOf': query('documents', 'onBehalfOf', 'principalId', '{ nodes { id } }'),
  'Query.cases.onBehalfOf': query('cases', 'onBehalfOf', 'principalId', '{ nodes { id } }'),
  'Query.incident.id': {
    ...query('incident', 'id', 'draftId', '{ id }', '{"data":{"incident":null}}\n'),
    object: () => newId(),
    as: 'information_officer',
  },
  'Query.auditEntries.targetId': {
    text: 'query ($id: ID!) { auditEntries(first: 1, targetId: $id) { nodes { action } } }',
    variables: (id) => ({ id }),
    object: () => newId(),
    as: 'auditor',
    hidden: '{"data":{"auditEntries":{"nodes":[]}}}\n',
  },
  'Query.auditEntries.intentId': {
    text: 'query ($id: ID!) { auditEntries(first: 1, intentId: $id) { nodes { action } } }',
    variables: (id) => ({ id }),
    object: () => newId(),
    as: 'auditor',
    hidden: '{"data":{"auditEntries":{"nodes":[]}}}\n',
  },
  'Query.auditEntries.actorId': {
    text: 'query ($id: ID!) { auditEntries(first: 1, actorId: $id) { nodes { action } } }',
    variables: (id) => ({ id }),
    object: () => newId(),
    as: 'auditor',
    hidden: '{"data":{"auditEntries":{"nodes":[]}}}\n',
  },
  'Query.auditProof.entryId': query('auditProof', 'entryId', 'entryId', '{ index }', '{"data":{"auditProof":null}}\n'),
  'Mutation.attachEvidence.input.caseId': mutation(
    'attachEvidence: AttachEvidenceInput',
    CASE,
    'draftId',
    (caseId, { documentId }) => ({ caseId, slot: 'directive_1', documentId }),
  ),
  'Mutation.attachEvidence.input.documentId': mutation(
    'attachEvidence: AttachEvidenceInput',
    CASE,
    'documentId',
    (documentId, { draftId }) => ({ caseId: draftId, slot: 'directive_1', documentId }),
  ),
  'Mutation.detachEvidence.input.caseId': mutation(
    'detachEvidence: DetachEvidenceInput',
    CASE,
    'readyId',
    (caseId) => ({
      caseId,
      slot: 'directive_1',
    }),
  ),
  'Mutation.markCaseReady.input.caseId': mutation('markCaseReady: CaseIdInput', CASE, 'draftId', (caseId) => ({
    caseId,
  })),
  'Mutation.exportPack.input.caseId': mutation('exportPack: CaseIdInput', CASE, 'exportedId', (caseId) => ({ caseId })),
  'Mutation.requestPackDownload.input.packId': mutation(
    'requestPackDownload: PackIdInput',
    '{ downloadUrl }',
    'packId',
    (packId) => ({ packId }),
  ),
  'Mutation.revokeCase.input.caseId': mutation('revokeCase: RevokeCaseInput', CASE, 'exportedId', (caseId) => ({
    caseId,
  })),
  'Mutation.issueShareLink.input.caseId': mutation(
    'issueShareLink: IssueShareLinkInput',
    '{ url }',
    'exportedId',
    (caseId) => ({ caseId }),
  ),
  'Mutation.revokeShareLink.input.shareLinkId': mutation(
    'revokeShareLink: ShareLinkIdInput',
    CASE,
    'shareLinkId',
    (shareLinkId) => ({ shareLinkId }),
  ),
  'Mutation.openEmergencyPack.input.directiveDocumentIds': mutation(
    'openEmergencyPack: OpenEmergencyPackInput',
    CASE,
    'documentId',
    (id) => ({ contacts: CONTACTS, directiveDocumentIds: [id] }),
  ),
  'Mutation.openEmergencyPack.input.onBehalfOf': mutation(
    'openEmergencyPack: OpenEmergencyPackInput',
    CASE,
    'principalId',
    (onBehalfOf) => ({ contacts: CONTACTS, onBehalfOf }),
  ),
  'Mutation.openDeathReadiness.input.executorNomineePersonId': mutation(
    'openDeathReadiness: OpenDeathReadinessInput',
    CASE,
    'personId',
    (id) => ({ executorNomineePersonId: id }),
  ),
  'Mutation.openDeathReadiness.input.executorNomineeGrantId': mutation(
    'openDeathReadiness: OpenDeathReadinessInput',
    CASE,
    'grantId',
    (id, { personId }) => ({ executorNomineePersonId: personId, executorNomineeGrantId: id }),
  ),
  'Mutation.openDeathReadiness.input.onBehalfOf': mutation(
    'openDeathReadiness: OpenDeathReadinessInput',
    CASE,
    'principalId',
    (onBehalfOf, { personId }) => ({ executorNomineePersonId: personId, onBehalfOf }),
  ),
  'Mutation.addPerson.input.onBehalfOf': mutation(
    'addPerson: AddPersonInput',
    '{ person { id } }',
    'principalId',
    (onBehalfOf) => ({ fullName: 'A person', onBehalfOf }),
  ),
  'Mutation.addAsset.input.onBehalfOf': mutation(
    'addAsset: AddAssetInput',
    '{ asset { id } }',
    'principalId',
    (onBehalfOf) => ({ category: 'OTHER', label: 'x', onBehalfOf }),
  ),
  'Mutation.requestUpload.input.onBehalfOf': mutation(
    'requestUpload: RequestUploadInput',
    '{ uploadUrl }',
    'principalId',
    (onBehalfOf) => ({ ...NEW_DOCUMENT, onBehalfOf }),
  ),
  'Mutation.requestUpload.input.documentId': mutation(
    'requestUpload: RequestUploadInput',
    '{ uploadUrl }',
    'documentId',
    (documentId) => ({ documentId, ...UPLOAD }),
  ),
  'Mutation.requestDownload.input.documentId': mutation(
    'requestDownload: RequestDownloadInput',
    '{ downloadUrl }',
    'documentId',
    (documentId) => ({ documentId }),
  ),
  'Mutation.suspendGrant.input.grantId': mutation('suspendGrant: GrantIdInput', GRANT, 'contactGrantId', (grantId) => ({
    grantId,
  })),
  'Mutation.resumeGrant.input.grantId': mutation('resumeGrant: GrantIdInput', GRANT, 'contactGrantId', (grantId) => ({
    grantId,
  })),
  'Mutation.revokeGrant.input.grantId': mutation('revokeGrant: GrantIdInput', GRANT, 'grantId', (grantId) => ({
    grantId,
  })),
  'Mutation.arrangeStagedAccess.input.grantId': mutation(
    'arrangeStagedAccess: ArrangeStagedAccessInput',
    STAGED,
    'contactGrantId',
    (grantId) => ({ grantId, tiers: ['GREEN'], waitDays: 7, accessHours: 1 }),
  ),
  'Mutation.arrangeStagedAccess.input.secondApproverGrantId': mutation(
    'arrangeStagedAccess: ArrangeStagedAccessInput',
    STAGED,
    'contactGrantId',
    (id, { contactGrantId }) => ({
      grantId: contactGrantId,
      tiers: ['GREEN'],
      waitDays: 7,
      accessHours: 1,
      secondApproverGrantId: id,
    }),
  ),
  'Mutation.requestStagedAccess.input.stagedAccessId': mutation(
    'requestStagedAccess: RequestStagedAccessInput',
    STAGED,
    'stagedAccessId',
    (stagedAccessId) => ({ stagedAccessId }),
  ),
  'Mutation.approveStagedAccess.input.stagedAccessId': mutation(
    'approveStagedAccess: ApproveStagedAccessInput',
    STAGED,
    'stagedAccessId',
    (stagedAccessId) => ({ stagedAccessId, requestNumber: 1 }),
  ),
  ...Object.fromEntries(
    ['veto', 'activate', 'revoke'].map((verb) => [
      `Mutation.${verb}StagedAccess.input.stagedAccessId`,
      mutation(`${verb}StagedAccess: StagedAccessIdInput`, STAGED, 'stagedAccessId', (stagedAccessId) => ({
        stagedAccessId,
      })),
    ]),
  ),
  'Mutation.revokeSession.input.sessionId': mutation(
    'revokeSession: RevokeSessionInput',
    '{ sessionId }',
    'sessionId',
    (sessionId) => ({ sessionId }),
  ),
  'Mutation.verifyMfa.input.challengeId': mutation(
    'verifyMfa: VerifyMfaInput',
    '{ sessionId }',
    'challengeId',
    (challengeId) => ({ challengeId, code: '000000' }),
  ),
  'Mutation.reviseIncident.input.incidentId': {
    ...mutation('reviseIncident: ReviseIncidentInput', '{ incident { id } }', 'draftId', (incidentId) => ({
      incidentId,
      basedOnRevision: 1,
      facts: INCIDENT_FACTS,
      reason: 'x',
    })),
    object: () => newId(),
    as: 'information_officer',
  },
};
