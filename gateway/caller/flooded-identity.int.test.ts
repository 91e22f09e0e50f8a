import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bearer, startTestGateway } from '../testing/test-gateway.ts';
import type { TestGateway } from '../testing/test-gateway.ts';

/** More than there are connections to identity for the graph. */
const SIGN_INS = 40;
const CONNECTIONS = 32;
const LOGIN = 'mutation { login(input: { email: "a@example.test", password: "x" }) { challenge { id } } }';

let gateway: TestGateway;
const arrivals = new EventTarget();
const enough = new AbortController();
let waiting = 0;

/** A sign-in that takes as long as the test wants. */
async function slowLogin(): Promise<never> {
  waiting += 1;
  arrivals.dispatchEvent(new Event('sign-in'));
  if (!enough.signal.aborted) await once(enough.signal, 'abort');
  throw new Error('refused');
}

beforeAll(async () => {
  gateway = await startTestGateway({
    resolvers: {
      identity: { Mutation: { login: slowLogin } },
      vault: { Query: { documents: () => ({ nodes: [] }) } },
    },
  });
});
afterAll(async () => {
  enough.abort();
  await gateway.close();
});

describe('[R-023] a flood of sign-ins', () => {
  test('does not keep those who are signed in waiting', async () => {
    const flood = Array.from({ length: SIGN_INS }, () => gateway.post({ query: LOGIN }));
    while (waiting < CONNECTIONS) await once(arrivals, 'sign-in');
    // Nobody the gateway remembers: identity is asked who this is.
    const answer = await gateway.post({ query: '{ documents { nodes { id } } }' }, bearer(gateway.signIn()));
    expect(answer.body).toEqual({ data: { documents: { nodes: [] } } });
    enough.abort();
    expect(await Promise.all(flood)).toHaveLength(SIGN_INS);
  });
});
