import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { createHttpServer } from '#platform/http';
import { createLogger } from '#platform/logging';
import { isIntrospectionType, isObjectType } from 'graphql';
import { applyShield } from './apply-shield.ts';
import { registerSubgraph } from './subgraph-server.ts';
import { createRecordedDenials } from './testing/recorded-denials.ts';
import { NOW_MS, SAMPLE_SDL, sampleCaller, sampleResolvers } from './testing/sample-subgraph.ts';
import type { GraphQLSchema } from 'graphql';

const THINGS = '{ things { id text author { id } } }';

test('nothing stands in front of the rule of a field: no plugin of Apollo Server follows fields', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'lifeready-fields-'));
  const schemaPath = path.join(folder, 'schema.graphql');
  writeFileSync(schemaPath, SAMPLE_SDL);
  const server = createHttpServer({ logger: createLogger({ service: 'sample', level: 'silent' }), dependencies: {} });
  server.decorateRequest('callerService', '');
  server.addHook('onRequest', async (request) => {
    request.callerService = 'gateway';
  });
  let resolversNow = (): unknown[] => [];
  let enforced: unknown[] = [];
  await registerSubgraph(server, {
    schemaPath,
    resolvers: sampleResolvers().resolvers,
    clock: createManualClock(NOW_MS),
    verifyContextToken: async () => sampleCaller(),
    createContext: (base) => base,
    denials: createRecordedDenials(),
    enforceAccess: (schema, deps) => {
      const policies = applyShield(schema, deps);
      resolversNow = () => resolversOf(schema);
      enforced = resolversNow();
      return policies;
    },
  });
  const answer = await server.inject({
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': 'application/json', authorization: 'Bearer good-token' },
    payload: JSON.stringify({ query: THINGS }),
  });
  await server.close();
  rmSync(folder, { recursive: true });

  expect(answer.json()).toMatchObject({ data: { things: { length: 20 } } });
  // Apollo Server wraps every field, in place, when the first request finds a plugin that follows them.
  expect(enforced.length).toBeGreaterThan(10);
  expect(resolversNow().every((resolve, at) => resolve === enforced[at])).toBe(true);
});

function resolversOf(schema: GraphQLSchema): unknown[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !isIntrospectionType(type))
    .flatMap((type) => (isObjectType(type) ? Object.values(type.getFields()) : []))
    .map(({ resolve }) => resolve);
}
