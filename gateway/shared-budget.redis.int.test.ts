import { expect, test } from '@jest/globals';
import { useReplicas } from './testing/replicas.ts';
import type { TestGateway } from './testing/test-gateway.ts';

const LOGIN = 'mutation { login(input: { email: "a@b.example", password: "x" }) { __typename } }';

/** All tests come from one address. */
const replicas = useReplicas('lifeready:budget:*');

function replica(): Promise<TestGateway> {
  return replicas.start({
    // One more after half a minute: longer than anything here takes.
    environment: { GATEWAY_BUDGET_FACTOR: '1', GATEWAY_ROOT_FIELD_LIMITS: 'Mutation.login=2' },
    resolvers: {
      identity: {
        Mutation: { login: () => ({ __typename: 'LoginPayload' }) },
      },
    },
  });
}

async function statusOfLogin(gateway: TestGateway): Promise<number> {
  return (await gateway.post({ query: LOGIN })).status;
}

test('[R-051] two gateways share one budget, and a gateway that starts again finds it used up', async () => {
  const [one, two] = [await replica(), await replica()];
  const statuses = [];
  for (const gateway of [one, two, one, two]) statuses.push(await statusOfLogin(gateway));
  expect(statuses).toEqual([200, 200, 429, 429]);
  expect(await statusOfLogin(await replica())).toBe(429);
});

test('[R-051] simultaneous requests to two gateways do not get more than there is', async () => {
  const [one, two] = [await replica(), await replica()];
  const statuses = await Promise.all(Array.from({ length: 12 }, (_, index) => statusOfLogin(index % 2 ? one : two)));
  expect(statuses.filter((status) => status === 200)).toHaveLength(2);
});
