/**
 * The closed taxonomy of audit actions, `<area>.<resource>.<verb>`. An action is a promise to auditors: it may be added,
 * never renamed. The text says what an entry with outcome COMMITTED (or a fact with outcome OK) proves.
 */
export const AUDIT_ACTIONS = {
  'identity.principal.sign_up': 'Somebody asked for an account; a confirmation message was queued.',
  'identity.principal.provision': 'An operator of the deployment created an account with a role.',
  'identity.email.confirm': 'An e-mail address was confirmed and a second factor offered.',
  'identity.mfa.enrol': 'A second factor was enrolled.',
  'identity.login.start': 'A password was right and a challenge was created.',
  'identity.login.fail': 'A sign-in failed before the challenge.',
  'identity.login.complete': 'A challenge was answered and a session began.',
  'identity.mfa.fail': 'A challenge was answered wrongly.',
  'identity.session.refresh': 'A session was renewed.',
  'identity.session.revoke': 'A session was ended.',
  'identity.refresh.reuse': 'A used refresh token was presented; its session was ended.',
  'identity.stepup.complete': 'A second factor was asserted again in a session.',
  'identity.client.authenticate': 'A service account obtained a token.',
  'identity.client.register': 'A service account was registered.',
  'identity.grant.invite': 'A role was offered to somebody.',
  'identity.grant.accept': 'An offered role was accepted.',
  'identity.grant.suspend': 'A granted role was suspended.',
  'identity.grant.resume': 'A suspended role was resumed.',
  'identity.grant.revoke': 'A granted role was revoked.',
  'identity.staged_access.arrange': 'More than a grant gives was arranged, after a wait or two approvals.',
  'identity.staged_access.request': 'An arranged access was requested; the principal was told.',
  'identity.staged_access.approve': 'A request was approved; with the second approval the access began.',
  'identity.staged_access.veto': 'The principal refused a request.',
  'identity.staged_access.activate': 'A requested access began after its wait.',
  'identity.staged_access.revoke': 'An arrangement was ended for good.',
  'vault.person.create': 'A person was added.',
  'vault.asset.create': 'An asset was added.',
  'vault.document.request_upload': 'A document version was announced and an upload link issued.',
  'vault.version.store': 'The bytes of a document version were checked, encrypted and kept.',
  'vault.version.refuse': 'Uploaded bytes did not pass their checks; nothing was kept.',
  'vault.document.request_download': 'A one-time download link was issued.',
  'vault.version.deliver': 'The bytes of a document version began to be delivered.',
  'vault.version.read': 'The bytes of a document version were read by another service for its caller.',
  'case.case.create': 'A case was opened.',
  'case.evidence.attach': 'A document was attached to a slot.',
  'case.evidence.detach': 'A document was detached from a slot.',
  'case.case.transition': 'A case moved to another state.',
  'case.pack.export': 'A pack was built, signed and stored.',
  'case.pack.request_download': 'A one-time link to a pack was issued.',
  'case.pack.deliver': 'The bytes of a pack began to be delivered.',
  'case.link.issue': 'A share link was issued.',
  'case.link.open': 'A share link was opened.',
  'case.link.revoke': 'A share link was revoked.',
  'incident.incident.report': 'A security compromise was recorded.',
  'incident.incident.revise': 'A revision of an incident was added.',
  'audit.entry.read': 'Audit entries of others were read.',
  'security.authz.deny': 'Something was refused.',
} as const satisfies Record<`${string}.${string}.${string}`, string>;

export type AuditAction = keyof typeof AUDIT_ACTIONS;

export function isAuditAction(value: unknown): value is AuditAction {
  return typeof value === 'string' && Object.hasOwn(AUDIT_ACTIONS, value);
}
