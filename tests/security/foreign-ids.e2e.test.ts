import { beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { idCoordinates } from '../support/e2e/operations.ts';
import { somebody } from '../support/e2e/people.ts';
import { comparable, objectOutcome } from '../support/e2e/probes/outcome.ts';
import { probedObjects } from '../support/e2e/probes/probed-objects.ts';
import { PROBES } from '../support/e2e/probes/probes.ts';
import { sharedStack } from '../support/e2e/shared-stack.ts';
import { demoPerson } from '../support/e2e/world.ts';
import type { Somebody } from '../support/e2e/people.ts';
import type { ProbedObjects } from '../support/e2e/probes/probed-objects.ts';
import type { Probe } from '../support/e2e/probes/probe.ts';

let owners: ProbedObjects;
let strangers: ProbedObjects;
let stranger: Somebody;
let staff: Readonly<Record<string, Somebody>>;

beforeAll(async () => {
  const { url, state } = sharedStack();
  stranger = await somebody(url, 'stranger');
  owners = await probedObjects(url, await somebody(url, 'owner'));
  strangers = await probedObjects(url, stranger);
  const people = `${state}/people.json`;
  staff = {
    information_officer: await demoPerson(url, people, 'information_officer'),
    auditor: await demoPerson(url, people, 'auditor'),
  };
}, 120_000);

const probeOf = (coordinate: string): Probe => {
  const probe = PROBES[coordinate];
  if (probe === undefined) throw new Error(`${coordinate} is not probed`);
  return probe;
};
const askerOf = ({ as }: Probe): Somebody => (as === undefined ? stranger : (staff[as] ?? stranger));

describe('[R-077] an id of somebody else answers as one that does not exist', () => {
  test('every place of the API that takes an id is probed', () => {
    expect(Object.keys(PROBES).sort()).toEqual(idCoordinates());
  });

  test.each(idCoordinates().filter((coordinate) => coordinate !== 'Mutation.verifyMfa.input.challengeId'))(
    '%s',
    async (coordinate) => {
      const probe = probeOf(coordinate);
      const who = askerOf(probe);
      const foreign = await who.execute(probe.text, probe.variables(probe.object(owners), strangers));
      const missing = await who.execute(probe.text, probe.variables(newId(), strangers));
      expect(foreign.status).toBe(missing.status);
      expect(comparable(foreign.text)).toBe(comparable(missing.text));
      expect([foreign.text, objectOutcome(foreign, probe)]).toEqual([foreign.text, 'hidden']);
    },
  );

  test.each(idCoordinates())('%s: a malformed id is bad input, with the path of the field', async (coordinate) => {
    const probe = probeOf(coordinate);
    const answer = await askerOf(probe).execute(probe.text, probe.variables('not-an-id', strangers));
    const error = answer.expectError('BAD_USER_INPUT');
    const field = coordinate.split('.').slice(2).join('.');
    expect(Object.keys(error.extensions.errors ?? {}).some((path) => path.startsWith(field))).toBe(true);
  });
});
