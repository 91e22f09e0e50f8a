import { randomBytes } from 'node:crypto';
import { systemActor } from '#platform/audit';
import type { IdentityDeps, OpenSandboxPerson, Stores } from '../domain/ports.ts';
import type { Scope } from '../domain/records.ts';

/** Sandboxes that one asker has at a time; the oldest is closed when another one is made. */
export const SANDBOXES_OF_ONE_ASKER = 10;
/** Grants that somebody can have given; more than there may be. */
const ALL_GRANTS = 1_000;
/** Looks like what passwords become, and is what no password becomes. */
const SALT_BYTES = 16;
const HASH_BYTES = 32;
const NEVER = new Date(0);

/**
 * Closes the sandboxes that were made before a time. Their people are made up, and nobody keeps what they sign in with but a page that was
 * left.
 * @returns how many people were closed
 */
export async function closeOldSandboxes(deps: IdentityDeps, requestId: string, before: Date): Promise<number> {
  return closeEach(deps, requestId, await deps.work.lookups.openSandboxPeople(before, null));
}

/** Closes the oldest sandboxes of somebody who has more than one asker may have. @returns how many people were closed */
export async function boundSandboxes(deps: IdentityDeps, requestId: string, askerHash: Buffer): Promise<number> {
  const people = await deps.work.lookups.openSandboxPeople(NEVER, askerHash);
  const sandboxes = [...new Set(people.map(({ sandboxId }) => sandboxId))];
  const over = new Set(sandboxes.slice(0, Math.max(0, sandboxes.length - SANDBOXES_OF_ONE_ASKER)));
  return closeEach(
    deps,
    requestId,
    people.filter(({ sandboxId }) => over.has(sandboxId)),
  );
}

async function closeEach(deps: IdentityDeps, requestId: string, people: readonly OpenSandboxPerson[]): Promise<number> {
  let closed = 0;
  // One by one: each is an entry of the log, and what people do comes first.
  for (const person of people) if (await closePerson(deps, requestId, person)) closed += 1;
  return closed;
}

/**
 * Takes away everything with which somebody could be this person: password, second factor, challenges, sessions, and the grants they gave.
 * Name and history stay, because the log that only grows is about them.
 */
async function closePerson(
  deps: IdentityDeps,
  requestId: string,
  { tenantId, principalId, sandboxId }: OpenSandboxPerson,
): Promise<boolean> {
  const scope: Scope = { tenantId, principalId };
  const now = new Date(deps.clock.now());
  const unknownSecret = await deps.secrets.sealTotpSecret(scope, deps.totp.newSecret());
  const closed = await deps.work.change({ ...scope, actor: systemActor, requestId }, async (stores) => {
    const isFirst = await stores.sandboxes.close(scope, now);
    const ended = isFirst ? await endEverything(stores, scope, unknownSecret, now) : { sessions: 0, grants: 0 };
    return {
      result: isFirst,
      record: {
        action: 'identity.principal.close',
        tenantId,
        target: { type: 'Principal', id: principalId, ownerPrincipalId: principalId },
        tier: 'green',
        detail: { sandboxId, closed: isFirst, ...ended },
      },
    };
  });
  await deps.announce([`principal:${principalId}`]);
  return closed;
}

async function endEverything(
  { accounts, sessions, grants, stagedAccesses }: Stores,
  scope: Scope,
  unknownSecret: string,
  now: Date,
): Promise<{ readonly sessions: number; readonly grants: number }> {
  await accounts.replacePasswordHash(scope, hashOfNothing(), now);
  await accounts.replaceFactor(scope, unknownSecret);
  await sessions.failChallenges(scope);
  const ended = await sessions.revokeAll(scope, 'account_closed', now);
  let revoked = 0;
  for (const { id } of await grants.listGranted(scope, { readLimit: ALL_GRANTS, before: undefined })) {
    if ((await grants.move(scope, id, ['invited', 'accepted', 'suspended'], 'revoked')) === undefined) continue;
    await stagedAccesses.endOf(scope, id, 'revoked', now);
    revoked += 1;
  }
  return { sessions: ended, grants: revoked };
}

/** The form of an Argon2id hash with random bytes in the place of the result: to find a password for it is to guess 256 bits. */
function hashOfNothing(): string {
  const random = (bytes: number): string => randomBytes(bytes).toString('base64').replaceAll('=', '');
  return `$argon2id$v=19$m=19456,t=2,p=1$${random(SALT_BYTES)}$${random(HASH_BYTES)}`;
}
