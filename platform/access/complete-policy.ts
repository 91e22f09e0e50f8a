import { AccessPolicyError } from './directive.ts';
import { findLoosened } from './loosened.ts';
import type { AccessStatement } from './directive.ts';
import type { AccessPolicy } from './policy.ts';

const UNCONDITIONED = { public: false, reason: undefined, roles: [], grants: [], scopes: [], tiers: [] } as const;

/**
 * The policy of a coordinate: what its directive states, over what its type demands. A field may ask for more than its type; to
 * ask for less it says `loosens: true` and why, so that nobody opens a field by leaving something out or by a typing error.
 * @param ofType the policy of the field's type; `undefined` for a type and for root fields
 * @throws AccessPolicyError when the result makes no sense or loosens silently
 */
export function completePolicy(
  coordinate: string,
  statement: AccessStatement,
  ofType: AccessPolicy | undefined,
): AccessPolicy {
  const policy = inherit(statement, ofType);
  requireSense(coordinate, statement, policy);
  const loosened = ofType === undefined ? [] : findLoosened(ofType, policy);
  if (statement.loosens && loosened.length === 0) throw new AccessPolicyError(coordinate, 'loosens nothing');
  if (statement.loosens && statement.reason === undefined)
    throw new AccessPolicyError(coordinate, 'says in `reason` why it loosens its type');
  if (!statement.loosens && loosened.length > 0)
    throw new AccessPolicyError(coordinate, `loosens its type silently: ${loosened.join(', ')}`);
  return policy;
}

function inherit({ loosens: _said, ...stated }: AccessStatement, ofType: AccessPolicy | undefined): AccessPolicy {
  // A public type demands nothing that its field could inherit, and of a field that is public nothing is demanded.
  const base = ofType === undefined || ofType.public || stated.public === true ? undefined : ofType;
  const owner = stated.owner ?? base?.owner ?? 'NONE';
  const byGrant = owner === 'OWNER_OR_GRANT' ? { grants: base?.grants ?? [], grantLevel: base?.grantLevel } : {};
  return {
    ...UNCONDITIONED,
    stepUpSeconds: undefined,
    ...base,
    // Who is not asked by grant inherits none.
    grants: [],
    grantLevel: undefined,
    ...byGrant,
    // An action belongs to the coordinate that names it; a reason, to the choice it explains.
    audit: undefined,
    ...stated,
    owner,
    reason: stated.reason ?? (owner === base?.owner ? base.reason : undefined),
  };
}

function requireSense(coordinate: string, statement: AccessStatement, policy: AccessPolicy): void {
  const fail = (problem: string): never => {
    throw new AccessPolicyError(coordinate, problem);
  };
  if (policy.public) {
    const allowed = ['public', 'reason', 'audit', 'loosens'];
    if (Object.keys(statement).some((name) => !allowed.includes(name)))
      fail('a public coordinate has no other condition');
    if (policy.reason === undefined) fail('a public coordinate says why in `reason`');
    return;
  }
  if (policy.owner === 'NONE' && policy.reason === undefined)
    fail(statement.owner === undefined ? 'needs an owner' : 'a coordinate without owner says why in `reason`');
  const byGrant = policy.owner === 'OWNER_OR_GRANT';
  if (policy.grants.length > 0 !== byGrant) fail('`grants` and owner "OWNER_OR_GRANT" go together');
  if ((policy.grantLevel !== undefined) !== byGrant) fail('`grantLevel` and owner "OWNER_OR_GRANT" go together');
  if (policy.tiers.includes('OBJECT') && policy.tiers.length > 1) fail('the tier "OBJECT" stands alone');
}
