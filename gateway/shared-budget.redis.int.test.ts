import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { startTestGateway } from './testing/test-gateway.ts';
import type { TestGateway } from './testing/test-gateway.ts';

// eslint-disable-next-line n/no-process-env -- this project of tests is only there when the variable is set, and has no configuration of its own
const url = process.env['REDIS_URL'] ?? '';
const LOGIN = 'mutation { login(input: { email: "a@b.example", password: "x" }) { __typename } }';

const open: TestGateway[] = [];
let raw: Redis;

beforeEach(async () => {
  raw = new Redis(url);
  await forget();
});
afterEach(async () => {
  for (const gateway of open.splice(0)) await gateway.close();
  await forget();
  await raw.quit();
});

/** All tests come from one address. */
async function forget(): Promise<void> {
  const keys = await raw.keys('lifeready:budget:*');
  if (keys.length > 0) await raw.del(keys);
}

async function replica(): Promise<TestGateway> {
  const gateway = await startTestGateway({
    // One more after half a minute: longer than anything here takes.
    environment: { GATEWAY_BUDGET_FACTOR: '1', GATEWAY_ROOT_FIELD_LIMITS: 'Mutation.login=2', REDIS_URL: url },
    resolvers: {
      identity: {
        Mutation: { login: () => ({ __typename: 'LoginPayload' }) },
      },
    },
  });
  open.push(gateway);
  return gateway;
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
