import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { grantee } from '../support/e2e/granted.ts';
import { createGraphClient } from '../support/e2e/graph-client.ts';
import { idCoordinates } from '../support/e2e/operations.ts';
import { somebody } from '../support/e2e/people.ts';
import { comparable } from '../support/e2e/probes/outcome.ts';
import { probedObjects } from '../support/e2e/probes/probed-objects.ts';
import { PROBES } from '../support/e2e/probes/probes.ts';
import { incident } from '../support/e2e/world.ts';
import { until } from '../support/until.ts';
import { startVouchingGraph } from '../support/graph/vouched-callers.ts';
import { testCaller } from '../support/service/test-caller.ts';
import type { Somebody } from '../support/e2e/people.ts';
import type { ProbedObjects } from '../support/e2e/probes/probed-objects.ts';
import type { Probe } from '../support/e2e/probes/probe.ts';
import type { VouchingGraph } from '../support/graph/vouched-callers.ts';

/** Services ask now and then of themselves, and a cached context token ends: what differs by chance does not differ every time. */
const ATTEMPTS = 6;
/** Nobody's object: whoever has its id answers it. */
const OPEN = ['Mutation.verifyMfa.input.challengeId'];
/** Auditors read the log of every organisation, so that no id is foreign to them. */
const NEVER_FOREIGN = Object.keys(PROBES).filter((coordinate) => PROBES[coordinate]?.as === 'auditor');
/** Told from the context token alone: only who granted something to the caller can be named. */
const isOfTheToken = (coordinate: string): boolean => coordinate.endsWith('.onBehalfOf');
const probed = idCoordinates().filter((coordinate) => ![...OPEN, ...NEVER_FOREIGN].includes(coordinate));

type Asker = Pick<Somebody, 'execute'>;

let graph: VouchingGraph;
let statements: string[] = [];
let owners: ProbedObjects;
/** Who asks, and what is theirs. */
let askers: Readonly<Record<string, { readonly who: Somebody; readonly around: ProbedObjects }>>;
let incidentId: string;
/** Of another organisation than the one whose incident it is. */
let officer: Asker;

beforeAll(async () => {
  graph = await startVouchingGraph({ onStatement: (service, sql) => statements.push(`${service}: ${sql}`) });
  owners = await probedObjects(graph.url, await somebody(graph.url, 'owner'));
  incidentId = await incident(officerOfSomewhere() as Somebody);
  officer = officerOfSomewhere();
  const found: Record<string, Somebody> = { 'a stranger': await somebody(graph.url, 'stranger') };
  const granter = (await somebody(graph.url, 'granter')).person;
  const offer = { role: 'PROXY', accessLevel: 'LIMITED_WRITE', tiers: ['GREEN', 'AMBER'] } as const;
  // For whom services look up whose an id is, before they can know that it is nobody's who granted anything.
  found['a proxy of somebody else'] = await grantee(graph.url, granter, offer);
  const asking: [string, { who: Somebody; around: ProbedObjects }][] = [];
  for (const [name, who] of Object.entries(found))
    asking.push([name, { who, around: await probedObjects(graph.url, who) }]);
  askers = Object.fromEntries(asking);
});

afterAll(() => graph.close());

function officerOfSomewhere(): Asker {
  const token = graph.signIn(testCaller({ role: 'information_officer', scopes: ['incident:manage'] }));
  const client = createGraphClient(graph.url);
  return { execute: (query, variables) => client.execute({ query, variables, token }) };
}

function times(what: RegExp): number {
  return statements.filter((line) => what.test(line)).length;
}

interface Work {
  readonly status: number;
  readonly text: string;
  /** What every service asked its database, in no order: services work side by side. */
  readonly statements: readonly string[];
}

async function workFor(name: string, probe: Probe, id: string): Promise<Work> {
  const asker = askers[name];
  if (asker === undefined) throw new Error(`nobody is ${name}`);
  const who: Asker = probe.as === undefined ? asker.who : officer;
  statements = [];
  const { status, text } = await who.execute(probe.text, probe.variables(id, asker.around));
  // One service may have refused before another that was asked beside it is done.
  await until(() => times(/: START/) === times(/: (COMMIT|ROLLBACK)/));
  return { status, text: comparable(text), statements: statements.toSorted() };
}

describe.each(['a stranger', 'a proxy of somebody else'])('[R-077] to %s', (name) => {
  test.each(probed)(
    '%s: what is foreign is the same answer after the same statements as what is not there',
    async (coordinate) => {
      const probe = PROBES[coordinate];
      if (probe === undefined) throw new Error(`${coordinate} is not probed`);
      const foreignId = probe.as === 'information_officer' ? incidentId : probe.object(owners);
      const pair = async (): Promise<[Work, Work]> => [
        await workFor(name, probe, foreignId),
        await workFor(name, probe, newId()),
      ];
      let [foreign, missing] = await pair();
      for (let again = 1; again < ATTEMPTS && foreign.statements.join() !== missing.statements.join(); again += 1)
        [foreign, missing] = await pair();
      expect(foreign).toEqual(missing);
      expect(missing.statements.length > 0).toBe(!isOfTheToken(coordinate));
      expect(missing.text).toContain(probe.hidden === undefined ? '"NOT_FOUND"' : probe.hidden);
    },
  );

  test('what is their own is an answer, by statements that are counted', async () => {
    const [probe, around] = [PROBES['Query.document.id'], askers[name]?.around];
    if (probe === undefined || around === undefined) throw new Error('documents are not probed');
    const own = await workFor(name, probe, around.documentId);
    expect(own.text).toContain('"title"');
    expect(own.statements).toContainEqual(expect.stringMatching(/^vault: SELECT .*"Document"/));
  });
});
