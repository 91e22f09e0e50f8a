/** Somebody whom an attacker would like to be taken for. */
export interface Victim {
  readonly principalId: string;
  readonly tenantId: string;
  /** A token in their name. */
  readonly token: string;
}

const NOBODY: Victim = { principalId: '', tenantId: '', token: '' };

/** Header fields by which some system somewhere believes who is calling, from where, or what is meant, with what an attacker would send. */
function fieldsFor({ principalId, tenantId, token }: Victim): Readonly<Record<string, string>> {
  const same = (value: string, ...names: string[]): Record<string, string> =>
    Object.fromEntries(names.map((name) => [name, value]));
  const address = '10.0.0.7';
  return {
    // Who somebody is.
    ...same(principalId, 'x-user-id', 'x-user', 'x-username', 'x-principal-id', 'x-account-id', 'x-on-behalf-of'),
    ...same(principalId, 'x-subject', 'x-actor', 'x-impersonate-user', 'x-session-id', 'x_user_id', 'user-id'),
    ...same('victim@example.org', 'x-user-email', 'x-forwarded-email', 'x-auth-request-email', 'from'),
    ...same(principalId, 'x-forwarded-user', 'x-forwarded-preferred-username', 'x-auth-request-user'),
    ...same(principalId, 'x-authenticated-user', 'x-authenticated-userid', 'x-remote-user', 'remote-user'),
    ...same(principalId, 'x-webauth-user', 'x-ms-client-principal-id', 'x-amzn-oidc-identity', 'iv-user'),
    ...same('accounts.example.org:victim', 'x-goog-authenticated-user-email', 'x-goog-authenticated-user-id'),
    ...same(tenantId, 'x-tenant-id', 'x-tenant', 'x-organisation-id', 'x-org-id', 'x-hasura-org-id'),
    // What somebody may do.
    ...same('auditor', 'x-role', 'x-roles', 'x-user-role', 'x-hasura-role', 'x-groups', 'x-forwarded-groups'),
    ...same('audit:read incident:manage read:all', 'x-scope', 'x-scopes', 'x-authenticated-scope', 'x-permissions'),
    ...same('green amber red', 'x-tiers', 'x-tier', 'x-clearance'),
    ...same('aal2', 'x-acr', 'x-mfa', 'x-assurance'),
    ...same('true', 'x-admin', 'x-debug', 'x-internal', 'x-internal-request', 'x-bypass-auth', 'x-verified'),
    // Tokens in other places than the one that counts.
    ...same(token, 'x-context-token', 'context-token', 'x-access-token', 'x-auth-token', 'x-id-token', 'x-jwt'),
    ...same(token, 'x-forwarded-access-token', 'x-auth-request-access-token', 'x-goog-iap-jwt-assertion'),
    ...same(token, 'cf-access-jwt-assertion', 'x-amzn-oidc-data', 'x-api-key', 'api-key', 'dpop'),
    ...same(`Bearer ${token}`, 'proxy-authorization', 'x-authorization', 'x-original-authorization'),
    ...same(`Bearer ${token}`, 'x-forwarded-authorization', 'authorization_', 'x-amzn-remapped-authorization'),
    ...same(`__Host-session=${token}; session=${token}`, 'cookie', 'cookie2'),
    ...same(token, 'x-csrf-token', 'x-xsrf-token'),
    // Which service is calling.
    ...same('case', 'x-caller-service', 'x-service-name', 'x-service', 'x-lifeready-caller', 'x-lifeready-service'),
    ...same('secret', 'x-internal-token', 'x-internal-secret', 'x-service-token', 'x-gateway-secret'),
    ...same('sha256=00', 'x-signature', 'x-hub-signature-256', 'x-amz-security-token'),
    // Certificates that a proxy claims to have seen (RFC 9440 and others).
    ...same(':MIIB:', 'client-cert', 'client-cert-chain', 'x-client-cert', 'x-ssl-client-cert', 'ssl-client-cert'),
    ...same('SUCCESS', 'x-client-verify', 'x-ssl-client-verify', 'ssl-client-verify', 'x-ssl-client-authenticated'),
    ...same('CN=gateway', 'x-client-dn', 'x-ssl-client-s-dn', 'x-ssl-client-dn', 'x-arr-clientcert'),
    ...same('By=gateway;URI=spiffe://gateway', 'x-forwarded-client-cert', 'x-forwarded-tls-client-cert-info'),
    // From where, and through what (RFC 7239 and others).
    ...same(`for=${address};proto=https;host=internal;by=gateway`, 'forwarded'),
    ...same(address, 'x-forwarded-for', 'x-real-ip', 'x-client-ip', 'true-client-ip', 'cf-connecting-ip'),
    ...same(address, 'x-cluster-client-ip', 'x-originating-ip', 'fastly-client-ip', 'client-ip', 'x-remote-addr'),
    ...same('internal.example', 'x-forwarded-host', 'x-forwarded-server', 'x-host', 'x-original-host'),
    ...same('https', 'x-forwarded-proto', 'x-forwarded-scheme', 'x-url-scheme', 'front-end-https', 'x-forwarded-ssl'),
    ...same('443', 'x-forwarded-port'),
    ...same('1.1 gateway', 'via'),
    // What is meant.
    ...same('/internal/context-token', 'x-original-url', 'x-rewrite-url', 'x-original-uri', 'x-forwarded-prefix'),
    ...same('PUT', 'x-http-method-override', 'x-http-method', 'x-method-override', 'x-original-method'),
    ...same('1', 'apollo-query-plan-experimental', 'apollo-federation-include-trace', 'x-apollo-operation-name'),
    ...same('00-11111111111111111111111111111111-2222222222222222-01', 'traceparent'),
    ...same(`user=${principalId}`, 'baggage', 'tracestate', 'x-correlation-context'),
    ...same('victim-correlation', 'x-correlation-id', 'x-trace-id', 'x-b3-traceid', 'x-amzn-trace-id', 'request-id'),
  };
}

/** Names of the fields that nobody behind the edge may believe. */
export const IDENTITY_HEADER_NAMES: readonly string[] = Object.keys(fieldsFor(NOBODY));

/** What an attacker who wants to be taken for `victim` would write into a field. */
export function identityHeader(name: string, victim: Victim): string {
  const value = fieldsFor(victim)[name];
  if (value === undefined) throw new Error(`no header field ${name} is listed`);
  return value;
}

/** All of them at once. */
export function allIdentityHeaders(victim: Victim): Readonly<Record<string, string>> {
  return fieldsFor(victim);
}

/** Fields that services write themselves and sign, with what an attacker would send in them. */
export const SIGNED_HEADERS: Readonly<Record<string, string>> = {
  signature: 'sig1=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:',
  'signature-input':
    'sig1=("@method");created=1;nonce="AAAAAAAAAAAAAAAAAAAAAA";keyid="gateway.vault.1";alg="hmac-sha256";tag="lifeready"',
  'content-digest': 'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:',
  'x-lifeready-callee': 'vault',
  'x-lifeready-client': 'partner-demo',
  'x-lifeready-idempotency': `${'k'.repeat(36)}.${'h'.repeat(43)}`,
  'x-lifeready-body': 'streamed',
};
