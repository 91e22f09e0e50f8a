import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ROLES } from '#platform/auth';
import { testCaller } from '../../tests/support/service/test-identity.ts';
import { IN_A_MONTH, MUTATIONS, askChange } from './testing/operations-changes.ts';
import { operatorOf, startRunningOperations } from './testing/running-operations.ts';
import type { GraphAnswer } from '../../tests/support/service/signed-client.ts';
import type { Mutation } from './testing/operations-changes.ts';
import type { RunningOperations } from './testing/running-operations.ts';

const WITH_STEP_UP: readonly Mutation[] = ['registerApiClient', 'registerClientKey', 'setClientMode'];
const QUERIES = ['{ apiClients { nodes { name } } }', '{ apiClient(client: "nobody") { name } }', '{ documentUsage }'];

let operations: RunningOperations;

beforeAll(async () => {
  operations = await startRunningOperations();
});
afterAll(() => operations.close());

const codeOf = ({ errors }: GraphAnswer): unknown => errors?.[0]?.extensions['code'];

describe('[R-034] [R-044] who is let in', () => {
  test('nobody without a signature', async () => {
    const answer = await fetch(`${operations.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ _service { sdl } }' }),
    });
    expect(answer.status).toBe(401);
  });

  test.each(ROLES.filter((role) => role !== 'operator'))('no %s, even with the scope of an operator', async (role) => {
    const caller = testCaller({ role, scopes: ['operate'] });
    for (const query of QUERIES) expect(codeOf(await operations.ask(query, {}, caller))).toBe('FORBIDDEN');
    for (const name of Object.keys(MUTATIONS) as Mutation[])
      expect(codeOf(await askChange(operations, name, inputs[name], caller))).toBe('FORBIDDEN');
  });

  test('nobody in particular, and no operator without the scope', async () => {
    const without = testCaller({ role: 'operator', scopes: [] });
    for (const query of QUERIES) {
      expect(codeOf(await operations.ask(query))).toBe('UNAUTHENTICATED');
      expect(codeOf(await operations.ask(query, {}, without))).toBe('FORBIDDEN');
    }
  });

  test.each(Object.keys(MUTATIONS) as Mutation[])('%s asks for a fresh code exactly where it says so', async (name) => {
    const old = { ...operatorOf(), authTime: Math.floor(Date.now() / 1000) - 3_600 };
    const refused = codeOf(await askChange(operations, name, inputs[name], old)) === 'STEP_UP_REQUIRED';
    expect(refused).toBe(WITH_STEP_UP.includes(name));
  });
});

/** Of the right types, about nothing that there is. */
const inputs: Readonly<Record<Mutation, unknown>> = {
  registerApiClient: { client: '', party: 'PARTNER', mode: 'OPEN', maxCost: 0 },
  registerClientKey: { client: 'nobody', publicKey: 'x', expiresAt: IN_A_MONTH },
  revokeClientKey: { client: 'nobody', kid: 'x' },
  setClientMode: { client: 'nobody', mode: 'SAFELIST' },
  publishManifest: { client: 'nobody', jws: 'x' },
  retireDocuments: { client: 'nobody', documentIds: ['x'] },
};
