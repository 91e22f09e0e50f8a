import { AUDIT_TARGET_TYPES, area } from './action-definition.ts';
import type { ActionDefinition } from './action-definition.ts';

/**
 * Version of the taxonomy, major.minor. An action may be added and may come to allow more (a target type, a tier, a service), each
 * with a new minor version; it is never renamed, never removed and never allows less. What each version added is recorded in
 * `taxonomy/<version>.json`, written by `npm run generate:audit-actions` and never changed again.
 */
export const AUDIT_TAXONOMY_VERSION = '1.4';

const ANY_TIER = ['green', 'amber', 'red'] as const;

/** Everybody who decides records what they refused. */
const DECIDING = ['gateway', 'identity', 'vault', 'case', 'incident', 'audit'];

const identity = area(['identity'], 'account');
const vault = area(['vault'], 'estate');

const account = identity.about(['Principal'], ['green']);
const challenge = identity.about(['MfaChallenge'], ['green']);
const login = identity.about(['Principal', 'LoginIdentifier'], ['green']);
const session = identity.about(['Session'], ['green']);
const factor = identity.about(['MfaChallenge', 'Session'], ['green']);
const grant = identity.about(['RoleGrant'], ['amber']);
const stagedAccess = identity.about(['StagedAccess'], ['amber']);
const person = vault.about(['Person'], ['amber']);
const asset = vault.about(['Asset'], ANY_TIER);
const document = vault.about(['Document'], ANY_TIER);
const aCase = area(['case'], 'case').about(['Case'], ['amber']);
const incident = area(['incident'], 'incident').about(['Incident'], ['amber']);
const oversight = area(['audit'], 'oversight');
const log = oversight.about(['AuditLog'], ['green']);
const excerpt = oversight.about(['Case', 'Principal'], ['amber']);
const eraser = area(['eraser'], 'oversight');
const apiClient = area(['gateway'], 'oversight').about(['ApiClient'], ['green']);
const refusal = area(DECIDING, 'oversight').about(AUDIT_TARGET_TYPES, ANY_TIER);

/**
 * The closed registry of audit actions, `<area>.<resource>.<verb>`. An action is a promise to auditors. The text says what an
 * entry with outcome COMMITTED (or a fact with outcome OK) proves.
 */
export const AUDIT_ACTIONS = {
  'identity.principal.sign_up': account.change('Somebody asked for an account; a confirmation message was queued.'),
  'identity.principal.provision': account.change('An operator of the deployment created an account with a role.'),
  'identity.principal.close': account.change(
    'A made-up account was closed: its password, second factor, sessions and the grants it gave have ended.',
  ),
  'identity.email.confirm': account.change('An e-mail address was confirmed and a second factor offered.'),
  'identity.mfa.enrol': account.change('A second factor was enrolled.'),
  'identity.login.start': challenge.change('A password was right and a challenge was created.'),
  'identity.login.fail': login.change('A sign-in failed before the challenge.'),
  'identity.login.complete': session.change('A challenge was answered and a session began.'),
  'identity.mfa.fail': factor.change('A challenge was answered wrongly.'),
  'identity.session.refresh': session.change('A session was renewed.'),
  'identity.session.revoke': session.change('A session was ended.'),
  'identity.refresh.reuse': session.change('A used refresh token was presented; its session was ended.'),
  'identity.stepup.complete': session.change('A second factor was asserted again in a session.'),
  'identity.client.authenticate': session.change('A service account obtained a token.'),
  'identity.client.register': account.change('A service account was registered.'),
  'identity.grant.invite': grant.change('A role was offered to somebody.'),
  'identity.grant.accept': grant.change('An offered role was accepted.'),
  'identity.grant.suspend': grant.change('A granted role was suspended.'),
  'identity.grant.resume': grant.change('A suspended role was resumed.'),
  'identity.grant.revoke': grant.change('A granted role was revoked.'),
  'identity.staged_access.arrange': stagedAccess.change(
    'More than a grant gives was arranged, after a wait or two approvals.',
  ),
  'identity.staged_access.request': stagedAccess.change('An arranged access was requested; the principal was told.'),
  'identity.staged_access.approve': stagedAccess.change(
    'A request was approved; with the second approval the access began.',
  ),
  'identity.staged_access.veto': stagedAccess.change('The principal refused a request.'),
  'identity.staged_access.activate': stagedAccess.change('A requested access began after its wait.'),
  'identity.staged_access.revoke': stagedAccess.change('An arrangement was ended for good.'),
  'vault.person.create': person.change('A person was added.'),
  'vault.asset.create': asset.change('An asset was added.'),
  'vault.document.request_upload': document.change('A document version was announced and an upload link issued.'),
  'vault.version.store': document.change('The bytes of a document version were checked, encrypted and kept.'),
  'vault.version.refuse': document.change('Uploaded bytes did not pass their checks; nothing was kept.'),
  'vault.document.request_download': document.change('A one-time download link was issued.'),
  'vault.version.deliver': document.change('The bytes of a document version began to be delivered.', ['FAILED']),
  'vault.version.read': document.fact(
    ['OK', 'FAILED'],
    'The bytes of a document version were read by another service for its caller.',
  ),
  'case.case.create': aCase.change('A case was opened.'),
  'case.evidence.attach': aCase.change('A document was attached to a slot.'),
  'case.evidence.detach': aCase.change('A document was detached from a slot.'),
  'case.case.transition': aCase.change('A case moved to another state.'),
  'case.pack.export': aCase.change('A pack was built, signed and stored.'),
  'case.pack.request_download': aCase.change('A one-time link to a pack was issued.'),
  'case.pack.deliver': aCase.change('The bytes of a pack began to be delivered.'),
  'case.link.issue': aCase.change('A share link was issued.'),
  'case.link.open': aCase.change('A share link was opened.'),
  'case.link.revoke': aCase.change('A share link was revoked.'),
  'incident.incident.report': incident.change('A security compromise was recorded.'),
  'incident.incident.revise': incident.change('A revision of an incident was added.'),
  'audit.entry.read': log.fact(['OK'], 'Audit entries of others were read.'),
  'audit.excerpt.issue': excerpt.fact(
    ['OK'],
    'An excerpt of the log about a case or a person was given out, up to this entry.',
  ),
  'audit.detail.erase': eraser
    .about(['Principal'], ['green'])
    .change('Key, details and pseudonyms of a person were destroyed; what the log proves stays.'),
  'audit.erasure.report': eraser
    .about(['AuditLog'], ['green'])
    .fact(['OK'], 'How many entries have no detail any more after an erasure, and the hash of which.'),
  'gateway.client.register': apiClient.change('A program that may call the endpoint was registered.'),
  'gateway.client.set_mode': apiClient.change('What a program may send was set.'),
  'gateway.client_key.register': apiClient.change('A key was registered that signs the manifests of a program.'),
  'gateway.client_key.revoke': apiClient.change('A key that signs manifests was ended.'),
  'gateway.manifest.publish': apiClient.change('A signed list of documents was added to what a program may run.'),
  'gateway.document.retire': apiClient.change('Documents were taken away from what a program may run.'),
  'security.authz.deny': refusal.fact(['DENIED'], 'Something was refused.'),
} as const satisfies Record<`${string}.${string}.${string}`, ActionDefinition>;

type Registry = typeof AUDIT_ACTIONS;
export type AuditAction = keyof Registry;
/** Actions of something that is changed. */
export type ChangeAction = {
  [Action in AuditAction]: Registry[Action]['kind'] extends 'CHANGE' ? Action : never;
}[AuditAction];

export function isAuditAction(value: unknown): value is AuditAction {
  return typeof value === 'string' && Object.hasOwn(AUDIT_ACTIONS, value);
}

/** What the registry says of an action. */
export function auditAction(action: AuditAction): ActionDefinition {
  return AUDIT_ACTIONS[action];
}
