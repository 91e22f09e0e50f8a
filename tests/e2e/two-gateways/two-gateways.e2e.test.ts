import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { stackPaths } from '../../../cli/stack/paths.ts';
import { createGraphClient } from '../../support/e2e/graph-client.ts';
import { startAnotherGateway } from '../../support/e2e/more-gateways.ts';
import { somebody } from '../../support/e2e/people.ts';
import { sharedStack } from '../../support/e2e/shared-stack.ts';
import { addPerson, emergencyPack, exportOf } from '../../support/e2e/world.ts';
import { startBalancer } from '../../support/service/balancer.ts';
import { findFreePort } from '../../../cli/stack/free-port.ts';
import { until } from '../../support/until.ts';
import type { MoreGateway } from '../../support/e2e/more-gateways.ts';
import type { Balancer } from '../../support/service/balancer.ts';

let second: MoreGateway;
let balancer: Balancer;
let url: string;

beforeAll(async () => {
  const shared = sharedStack();
  second = await startAnotherGateway({ ports: shared.ports, paths: stackPaths(shared.state) });
  const port = await findFreePort();
  balancer = await startBalancer(port, [shared.url, second.url]);
  url = `http://127.0.0.1:${String(port)}`;
});

afterAll(async () => {
  await balancer.close();
  await second.stop();
});

describe('[R-248] two gateways, of which each request gets the next', () => {
  test('are one to a person who signs up, keeps things and takes a pack away', async () => {
    const { person, execute } = await somebody(url);
    const caseId = await emergencyPack(person);
    await exportOf(person, caseId);
    const { cases } = (await execute<{ cases: unknown }>('{ cases(first: 5) { nodes { id } } }')).expectData();
    expect(cases).toEqual({ nodes: [{ id: caseId }] });
    const [one = 0, other = 0] = balancer.targets.map((target) => balancer.passed.get(target));
    expect(one).toBeGreaterThan(1);
    expect(Math.abs(one - other)).toBeLessThanOrEqual(1);
  });

  test('do a repeated mutation once, whichever of them gets it', async () => {
    const { person } = await somebody(url);
    const key = randomUUID();
    const ask = createGraphClient(url);
    const query = 'mutation { addAsset(input: { category: OTHER, label: "once" }) { asset { id } } }';
    const request = { query, token: person.accessToken(), headers: { 'idempotency-key': key } };
    const answers = [await ask.execute(request), await ask.execute(request)];
    expect(answers[0]?.expectData()).toEqual(answers[1]?.expectData());
    const list = await ask.execute({ query: '{ assets(first: 5) { nodes { label } } }', token: person.accessToken() });
    expect(list.expectData()).toEqual({ assets: { nodes: [{ label: 'once' }] } });
  });

  test('both refuse a session that one of them ended', async () => {
    const { person, execute } = await somebody(url);
    const token = person.accessToken();
    const whoAmI = () => createGraphClient(url).execute({ query: '{ me { id } }', token });
    for (const _gateway of balancer.targets) (await whoAmI()).expectData();
    (await execute('mutation { revokeSession(input: {}) { __typename } }')).expectData();
    await until(async () => {
      const answers = [await whoAmI(), await whoAmI()];
      return answers.every(({ errors }) => errors[0]?.extensions.code === 'UNAUTHENTICATED');
    });
  });

  test('lose nothing when one of them ends', async () => {
    const { person, execute } = await somebody(url);
    const personId = await addPerson(person);
    balancer.targets.splice(1, 1);
    await second.stop();
    const list = await execute('{ people(first: 5) { nodes { id } } }');
    expect(list.expectData()).toEqual({ people: { nodes: [{ id: personId }] } });
  });
});
