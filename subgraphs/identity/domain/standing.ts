import { LIVE_GRANTS_MAX } from './lifetimes.ts';
import { heldGrants } from './held-grants.ts';
import { isAlive } from './session-rules.ts';
import type { AccessLevel, HeldGrant, Tier } from '#platform/auth';
import type { IdentityDeps } from './ports.ts';
import type { Scope, SessionOwner } from './records.ts';

/** How far a grant must still reach. */
export interface GrantWanted {
  readonly id: string;
  /** At least. */
  readonly accessLevel: AccessLevel;
  readonly tier: Tier;
}

/** Who began something, by which session and, if they act for somebody else, by which grant. */
export interface Standing extends Scope {
  readonly sessionId: string;
  readonly grant: GrantWanted | null;
}

/** The order of levels: each does what the ones before it do. */
const REACH: Readonly<Record<AccessLevel, number>> = { read_only_packs: 0, read_only_all: 1, limited_write: 2 };

/**
 * Whether what somebody began may still be finished: their session lives, and the grant that they named is in force, theirs, and
 * reaches as far as it must. Read now, because a context token of the beginning knows of no end that came later.
 */
export async function stillStands(
  { work, clock }: Pick<IdentityDeps, 'work' | 'clock'>,
  asked: Standing,
): Promise<boolean> {
  const { tenantId, principalId, sessionId, grant } = asked;
  const now = new Date(clock.now());
  const scope = { tenantId, principalId };
  return work.read(scope, async ({ sessions, grants }) => {
    const owner = await sessions.owner(scope, sessionId);
    if (owner === undefined || !mayGoOn(owner, now)) return false;
    if (grant === null) return true;
    return reachesStill(heldGrants(await grants.inForce(now, LIVE_GRANTS_MAX)), grant);
  });
}

/** One entry must do by itself: what is staged on a grant has its id, and opens more to read and nothing to write. */
export function reachesStill(held: readonly HeldGrant[], { id, accessLevel, tier }: GrantWanted): boolean {
  return held.some(
    (grant) => grant.id === id && REACH[grant.accessLevel] >= REACH[accessLevel] && grant.tiers.includes(tier),
  );
}

/** The same as for a context token; a service account needs its registration besides. */
function mayGoOn({ session, principal, clientScopes }: SessionOwner, now: Date): boolean {
  return isAlive(session, now) && (principal.kind === 'human' || clientScopes !== null);
}
