import { collectPolicies } from '../../../docs/generate/policies/coordinate-policies.ts';
import { readSubgraphs } from '../../../docs/generate/sources/subgraph-files.ts';
import type { AccessPolicy } from '#platform/access';
import type { RecordedEntry } from './recorded-entries.ts';

/** What an entry about a refusal has to say. */
export type Refusal = Partial<RecordedEntry>;

/** A request that is refused. */
export interface DeniedVariant {
  /** Who asks: nobody in particular, or a demo person whose role the mutation is not for. */
  readonly as: 'anonymous' | 'auditor' | 'operator';
  /** In place of parts of the prepared input. */
  readonly input?: Readonly<Record<string, unknown>>;
  readonly code: string;
  readonly entries: readonly Refusal[];
}

/** What the gateway hosts itself signs as the gateway. */
const signerOf = (subgraph: string): string => (subgraph === 'operations' ? 'gateway' : subgraph);

/** Policies of the API by coordinate, with the service that records. */
export const POLICIES: ReadonlyMap<string, { readonly policy: AccessPolicy; readonly service: string }> = new Map(
  collectPolicies(readSubgraphs()).map(({ type, field, policy, subgraphs: [service = ''] }) => [
    `${type}.${field}`,
    { policy, service: signerOf(service) },
  ]),
);

/** Kinds of refusals of one actor that are recorded one by one in a minute are 20. */
const MAX_PER_ACTOR = 15;
const UNKNOWN_TOKEN = 'A'.repeat(43);

const DENIED: Refusal = { kind: 'FACT', action: 'security.authz.deny', outcome: 'DENIED', onBehalfOfId: null };

const wrongSecret = (input: DeniedVariant['input'] & object, code: string, service: string): DeniedVariant => ({
  as: 'anonymous',
  input,
  code,
  entries: [{ ...DENIED, service, actorType: 'ANONYMOUS', reasonCode: 'credential', targetType: 'Service' }],
});
const failed = (action: string, targetType: string): readonly Refusal[] => [
  { kind: 'PREPARED', action, outcome: 'ATTEMPTED', service: 'identity', actorType: 'ANONYMOUS', targetType },
  { kind: 'OUTCOME', action, outcome: 'COMMITTED', service: 'identity', actorType: 'ANONYMOUS', targetType },
];

/** Mutations that anybody may ask for: what is refused is the secret they bring. `undefined` where there is none. */
const PUBLIC: Readonly<Record<string, DeniedVariant | undefined>> = {
  signUp: undefined,
  confirmEmail: wrongSecret({ token: UNKNOWN_TOKEN }, 'EMAIL_TOKEN_INVALID', 'identity'),
  activateTotp: wrongSecret({ enrolmentToken: UNKNOWN_TOKEN, code: '000000' }, 'EMAIL_TOKEN_INVALID', 'identity'),
  refreshSession: wrongSecret({ refreshToken: UNKNOWN_TOKEN }, 'REFRESH_TOKEN_INVALID', 'identity'),
  openShareLink: wrongSecret({ token: UNKNOWN_TOKEN }, 'TICKET_INVALID', 'case'),
  login: {
    as: 'anonymous',
    input: { email: 'nobody-at-all@lifeready.example', password: 'not the password' },
    code: 'INVALID_CREDENTIALS',
    entries: failed('identity.login.fail', 'LoginIdentifier'),
  },
  verifyMfa: {
    as: 'anonymous',
    input: { code: '000000' },
    code: 'MFA_CODE_INVALID',
    entries: failed('identity.mfa.fail', 'MfaChallenge'),
  },
};

/** How each mutation is refused; `undefined` where nothing can be. */
export function deniedVariants(mutations: readonly string[]): Map<string, DeniedVariant | undefined> {
  const closed = mutations.filter((name) => !policyOf(name).public);
  const restricted = closed.filter((name) => policyOf(name).roles.length > 0);
  const forOperators = (name: string): boolean => policyOf(name).roles.includes('operator');
  // Those for operators first, where it is not an operator who is refused.
  const byRole = [...restricted.filter(forOperators), ...restricted.filter((name) => !forOperators(name))];
  const others = closed.filter((name) => !restricted.includes(name));
  // Whoever may hold any role is refused without one; the rest is shared out, so that each refusal has an entry of its own.
  const ways = new Map<string, DeniedVariant | undefined>(others.map((name) => [name, refusedTo('anonymous')]));
  byRole.forEach((name, at) => {
    const share = Math.floor((at + others.length) / MAX_PER_ACTOR);
    ways.set(name, refusedTo((['anonymous', 'auditor', 'operator'] as const)[share] ?? 'operator'));
  });
  for (const name of mutations.filter((mutation) => !closed.includes(mutation))) {
    if (!Object.hasOwn(PUBLIC, name)) throw new Error(`${name} is public: say how it refuses`);
    ways.set(name, PUBLIC[name]);
  }
  return ways;
}

function refusedTo(as: DeniedVariant['as']): DeniedVariant {
  const isNobody = as === 'anonymous';
  const said = isNobody
    ? { actorType: 'ANONYMOUS', reasonCode: 'unauthenticated', targetType: 'Service' }
    : { actorType: 'HUMAN', reasonCode: 'role', targetType: 'Principal' };
  const code = isNobody ? 'UNAUTHENTICATED' : 'FORBIDDEN';
  return { as, code, entries: [{ ...DENIED, service: 'gateway', ...said }] };
}

function policyOf(mutation: string): AccessPolicy {
  const found = POLICIES.get(`Mutation.${mutation}`);
  if (found === undefined) throw new Error(`${mutation} has no policy`);
  return found.policy;
}
