import { beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { collectPolicies } from '../../docs/generate/policies/coordinate-policies.ts';
import { isGranted } from '../../docs/generate/policies/persona-outcome.ts';
import { readSubgraphs } from '../../docs/generate/sources/subgraph-files.ts';
import { grantee } from '../support/e2e/granted.ts';
import { somebody } from '../support/e2e/people.ts';
import { objectOutcome } from '../support/e2e/probes/outcome.ts';
import { probedObjects } from '../support/e2e/probes/probed-objects.ts';
import { PROBES } from '../support/e2e/probes/probes.ts';
import { sharedStack } from '../support/e2e/shared-stack.ts';
import { until } from '../support/until.ts';
import type { AccessLevel, GrantRole } from '#platform/auth';
import type { Offer } from '../support/e2e/granted.ts';
import type { Somebody } from '../support/e2e/people.ts';
import type { ProbedObjects } from '../support/e2e/probes/probed-objects.ts';

const SHORT_GRANT_MS = 5_000;
const ALL_TIERS = ['GREEN', 'AMBER', 'RED'] as const;
const offer = (role: Offer['role'], accessLevel: Offer['accessLevel']): Offer => ({
  role,
  accessLevel,
  tiers: ALL_TIERS,
});
const WRITER = offer('PROXY', 'LIMITED_WRITE');

const OFFERS: Readonly<Record<string, Offer>> = {
  'a proxy who may add': WRITER,
  'a proxy who may read all': offer('PROXY', 'READ_ONLY_ALL'),
  'a proxy who may read packs': offer('PROXY', 'READ_ONLY_PACKS'),
  'the executor nominee of no case': offer('EXECUTOR_NOMINEE', 'READ_ONLY_PACKS'),
  'an emergency contact': offer('EMERGENCY_CONTACT', 'READ_ONLY_PACKS'),
};
const ENDED = [
  'somebody whose grant was suspended',
  'somebody whose grant was revoked',
  'somebody whose grant has expired',
];

/** The other id of these is the caller's own: nothing of one person goes into a case of another. */
const MIXED = [
  'Mutation.openEmergencyPack.input.directiveDocumentIds',
  'Mutation.openDeathReadiness.input.executorNomineePersonId',
  'Mutation.openDeathReadiness.input.executorNomineeGrantId',
];
/** Asked by staff, about things of an organisation. */
const OF_STAFF = Object.keys(PROBES).filter((coordinate) => PROBES[coordinate]?.as !== undefined);
/** What the emergency contact does who holds it; nobody else, its owner neither. */
const OF_HOLDER = ['request', 'activate'].map((verb) => `Mutation.${verb}StagedAccess.input.stagedAccessId`);
/** Ends the session that asks, so it comes last. */
const LAST = 'Mutation.revokeSession.input.sessionId';
const coordinates = [...Object.keys(PROBES).filter((name) => !OF_STAFF.includes(name) && name !== LAST), LAST];

const policies = new Map(
  collectPolicies(readSubgraphs()).map((entry) => [`${entry.type}.${entry.field}`, entry.policy]),
);
/** A challenge is nobody's object: whoever has its id answers it. */
const isOpen = (coordinate: string): boolean => coordinate === 'Mutation.verifyMfa.input.challengeId';

let probed: ProbedObjects;
let others: Readonly<Record<string, Somebody>>;

beforeAll(async () => {
  const { url } = sharedStack();
  const owner = await somebody(url, 'owner');
  probed = await probedObjects(url, owner);
  const found: Record<string, Somebody> = { 'a stranger': await somebody(url, 'stranger') };
  for (const [name, offered] of Object.entries(OFFERS)) found[name] = await grantee(url, owner.person, offered);
  for (const [at, verb] of ['SuspendGrant', 'RevokeGrant'].entries()) {
    const holder = await grantee(url, owner.person, WRITER);
    await owner.person.run(verb, { input: { grantId: holder.grantId } }, z.unknown());
    found[ENDED[at] ?? ''] = holder;
  }
  const ends = Date.now() + SHORT_GRANT_MS;
  found[ENDED[2] ?? ''] = await grantee(url, owner.person, { ...WRITER, expiresAt: new Date(ends).toISOString() });
  await until(() => Date.now() > ends);
  others = found;
}, 180_000);

async function outcomesOf(who: Somebody, objects = probed): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const coordinate of coordinates) {
    const probe = PROBES[coordinate];
    if (probe === undefined) throw new Error(`${coordinate} is not probed`);
    found[coordinate] = objectOutcome(
      await who.execute(probe.text, probe.variables(probe.object(objects), objects)),
      probe,
    );
  }
  return found;
}

/** What the schema promises to a holder of the grant; without one, nothing. */
function expectedFor(grant?: { readonly role: GrantRole; readonly level: AccessLevel }): Record<string, string> {
  const rows = coordinates.map((coordinate) => {
    const policy = policies.get(coordinate.split('.').slice(0, 2).join('.'));
    const isReached =
      isOpen(coordinate) ||
      (policy !== undefined &&
        grant !== undefined &&
        // A pack is shared with an executor nominee by the case that names their very grant, and here none does.
        grant.role !== 'executor_nominee' &&
        !MIXED.includes(coordinate) &&
        isGranted(policy, { name: '', grant }));
    return [coordinate, isReached ? 'reached' : 'hidden'];
  });
  return Object.fromEntries(rows) as Record<string, string>;
}

describe('[R-077] [R-092] objects of somebody else are reached by a grant as far as the schema says', () => {
  test.each(Object.entries(OFFERS))('%s', async (name, { role, accessLevel }) => {
    const grant = { role: role.toLowerCase() as GrantRole, level: accessLevel.toLowerCase() as AccessLevel };
    const holder = others[name];
    if (holder === undefined) throw new Error(`nobody is ${name}`);
    expect(await outcomesOf(holder)).toEqual(expectedFor(grant));
  });

  test.each(['a stranger', ...ENDED])('%s reaches nothing', async (name) => {
    const who = others[name];
    if (who === undefined) throw new Error(`nobody is ${name}`);
    expect(await outcomesOf(who)).toEqual(expectedFor());
  });

  test('their owner reaches every one of them, apart from what only the holder of a staged access does', async () => {
    // Somebody else: the others' wrong codes have locked the first one's account.
    const alone = await somebody(sharedStack().url, 'alone');
    const own = await probedObjects(sharedStack().url, alone);
    const hidden = Object.entries(await outcomesOf(alone, own)).filter(([, outcome]) => outcome !== 'reached');
    expect(Object.fromEntries(hidden)).toEqual(
      Object.fromEntries(OF_HOLDER.map((coordinate) => [coordinate, 'hidden'])),
    );
  });
});
