import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { grantee } from '../support/e2e/granted.ts';
import { somebody } from '../support/e2e/people.ts';
import { objectOutcome } from '../support/e2e/probes/outcome.ts';
import { PROBES } from '../support/e2e/probes/probes.ts';
import { sharedStack } from '../support/e2e/shared-stack.ts';
import { emergencyPack, textDocument } from '../support/e2e/world.ts';
import type { Grantee, Offer } from '../support/e2e/granted.ts';
import type { Somebody } from '../support/e2e/people.ts';

/** What the design promises; the caches of gateways are at most this old. */
const PROMISED_MS = 5_000;
const POLL_MS = 50;
const WRITER: Offer = { role: 'PROXY', accessLevel: 'LIMITED_WRITE', tiers: ['GREEN', 'AMBER'] };

/** One thing that a proxy does at each service that knows grants, by the kind of object it needs. */
const AT_EACH_SERVICE = [
  ['vault', 'Query.document.id', 'documentId'],
  ['vault', 'Mutation.requestDownload.input.documentId', 'documentId'],
  ['vault', 'Query.people.onBehalfOf', 'principalId'],
  ['case', 'Query.case.id', 'caseId'],
  ['case', 'Mutation.openEmergencyPack.input.onBehalfOf', 'principalId'],
] as const;

let owner: Somebody;
let ids: Readonly<Record<'documentId' | 'caseId' | 'principalId', string>>;

beforeAll(async () => {
  owner = await somebody(sharedStack().url, 'owner');
  const me = await owner.execute<{ me: { id: string } }>('{ me { id } }');
  ids = {
    documentId: await textDocument(owner.person),
    caseId: await emergencyPack(owner.person, 'draft'),
    principalId: me.expectData().me.id,
  };
}, 60_000);

async function reached(holder: Somebody): Promise<string[]> {
  const outcomes = await Promise.all(
    AT_EACH_SERVICE.map(async ([service, coordinate, kind]) => {
      const probe = PROBES[coordinate];
      if (probe === undefined) throw new Error(`${coordinate} is not probed`);
      const answer = await holder.execute(probe.text, probe.variables(ids[kind], undefined as never));
      return objectOutcome(answer, probe) === 'reached' ? [`${service} ${coordinate}`] : [];
    }),
  );
  return outcomes.flat();
}

/** Asks everywhere, again and again, until nothing is reached. @returns what is still reached when the promised time is over */
async function reachedAfterPromise(holder: Somebody): Promise<string[]> {
  const deadline = Date.now() + PROMISED_MS;
  for (;;) {
    const still = await reached(holder);
    if (still.length === 0 || Date.now() > deadline) return still;
    await delay(POLL_MS);
  }
}

const everything = AT_EACH_SERVICE.map(([service, coordinate]) => `${service} ${coordinate}`);
const change = (operation: string, { grantId }: Grantee): Promise<unknown> =>
  owner.person.run(operation, { input: { grantId } }, z.unknown());

describe('[R-037] a grant that ends stops working at every service within five seconds', () => {
  test.each(['SuspendGrant', 'RevokeGrant'])('%s', async (operation) => {
    const holder = await grantee(sharedStack().url, owner.person, WRITER);
    expect(await reached(holder)).toEqual(everything);
    await change(operation, holder);
    expect(await reachedAfterPromise(holder)).toEqual([]);
  });

  test('a suspended grant works again when it is resumed', async () => {
    const holder = await grantee(sharedStack().url, owner.person, WRITER);
    await change('SuspendGrant', holder);
    expect(await reachedAfterPromise(holder)).toEqual([]);
    await change('ResumeGrant', holder);
    expect(await reached(holder)).toEqual(everything);
  });

  test('one that expires', async () => {
    const ends = Date.now() + PROMISED_MS;
    const offer = { ...WRITER, expiresAt: new Date(ends).toISOString() };
    const holder = await grantee(sharedStack().url, owner.person, offer);
    expect(await reached(holder)).toEqual(everything);
    await delay(Math.max(ends - Date.now(), 0));
    expect(await reachedAfterPromise(holder)).toEqual([]);
  });

  test('that of one proxy does not touch another', async () => {
    const [one, other] = [
      await grantee(sharedStack().url, owner.person, WRITER, 'one'),
      await grantee(sharedStack().url, owner.person, WRITER, 'other'),
    ];
    await change('RevokeGrant', one);
    expect(await reachedAfterPromise(one)).toEqual([]);
    expect(await reached(other)).toEqual(everything);
  });
});
