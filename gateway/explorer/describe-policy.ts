import type { AccessPolicy, Ownership } from '#platform/access';

const OWNERSHIP: Readonly<Record<Ownership, string>> = {
  SELF: 'only what is about the caller themself',
  OWNER: 'only objects of the caller',
  OWNER_OR_GRANT: 'objects of the caller, or of somebody who granted them access',
  TENANT: "objects of the caller's organisation",
  NONE: 'no object behind it',
};

/** One thing that `@access` says of a field, in words. */
export interface PolicyLine {
  readonly name: string;
  readonly text: string;
}

/** What a policy says, in the order in which it is decided. What it does not ask for is not mentioned. */
export function describePolicy(policy: AccessPolicy): readonly PolicyLine[] {
  const lines: (PolicyLine | undefined)[] = [
    { name: 'Who', text: whoMay(policy) },
    line('Scopes', policy.scopes.join(' and ')),
    line('Tier', tiersOf(policy)),
    policy.public ? undefined : line('Whose', OWNERSHIP[policy.owner]),
    line('Second factor', policy.stepUpSeconds === undefined ? '' : `given at most ${policy.stepUpSeconds} s ago`),
    line('Recorded as', policy.audit ?? ''),
    line('Because', policy.reason ?? ''),
  ];
  return lines.filter((item) => item !== undefined);
}

function whoMay({ public: open, roles, grants, grantLevel }: AccessPolicy): string {
  if (open) return 'anybody, signed in or not';
  const byGrant =
    grants.length === 0 ? [] : [`whoever has a grant as ${grants.join(' or ')}, ${String(grantLevel)} or more`];
  const byRole = roles.length === 0 ? [] : [roles.join(', ')];
  const ways = [...byRole, ...byGrant];
  return ways.length === 0 ? 'everybody who is signed in' : ways.join('; or ');
}

function tiersOf({ tiers }: AccessPolicy): string {
  return tiers.map((tier) => (tier === 'OBJECT' ? 'that of the object' : tier)).join(' or ');
}

function line(name: string, text: string): PolicyLine | undefined {
  return text === '' ? undefined : { name, text };
}
