import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { resigned } from '../../support/e2e/identity-keys.ts';
import { callAsGateway, callInside, contextTokenFor } from '../../support/e2e/inside.ts';
import { somebody } from '../../support/e2e/people.ts';
import { sharedStack } from '../../support/e2e/shared-stack.ts';
import { demoPerson } from '../../support/e2e/world.ts';
import { createGraphClient } from '../../support/e2e/graph-client.ts';
import { until } from '../../support/until.ts';
import type { Somebody } from '../../support/e2e/people.ts';

/** At each service, something that is not for operators. */
const NOT_FOR_OPERATORS: readonly (readonly [string, string, string])[] = [
  ['identity', 'Query.stagedAccess', `{ stagedAccess(id: "${randomUUID()}") { id } }`],
  ['vault', 'Query.assets', '{ assets(first: 1) { nodes { id } } }'],
  ['case', 'Query.cases', '{ cases(first: 1) { nodes { id } } }'],
  ['incident', 'Query.incidents', '{ incidents(first: 1) { nodes { id } } }'],
  ['audit', 'Query.auditEntries', '{ auditEntries(first: 1) { nodes { id } } }'],
];
const REFUSALS = `{ auditEntries(first: 100, action: "security.authz.deny") {
  nodes { kind outcome reasonCode service targetType targetId requestId refusal { coordinate count } }
} }`;

interface Entry {
  readonly requestId: string;
}

let auditor: Somebody;
let person: Somebody;
let contextToken: string;

beforeAll(async () => {
  const { url, state } = sharedStack();
  auditor = await demoPerson(url, path.join(state, 'people.json'), 'auditor');
  person = await somebody(url, 'refused');
  contextToken = await contextTokenFor(person.person.accessToken());
});

/** The entry about the refusal in a request, as the auditor reads it at the public endpoint. */
async function refusalIn(requestId: string): Promise<Entry> {
  let found: Entry | undefined;
  await until(async () => {
    const answer = await auditor.execute<{ auditEntries: { nodes: Entry[] } }>(REFUSALS);
    found = answer.expectData().auditEntries.nodes.find((entry) => entry.requestId === requestId);
    return found !== undefined;
  });
  if (found === undefined) throw new Error('no entry');
  return found;
}

describe('[R-109] what is refused is in the log, with the reason', () => {
  test('at the gateway', async () => {
    const requestId = randomUUID();
    const answer = await createGraphClient(sharedStack().url).execute({
      query: '{ incidents(first: 1) { nodes { id } } }',
      token: person.person.accessToken(),
      headers: { 'x-request-id': requestId },
    });
    answer.expectError('FORBIDDEN');
    expect(await refusalIn(requestId)).toEqual({
      kind: 'FACT',
      outcome: 'DENIED',
      reasonCode: 'role',
      service: 'gateway',
      targetType: 'Principal',
      targetId: expect.any(String),
      requestId,
      refusal: { coordinate: 'Query.incidents', count: 1 },
    });
  });

  test.each(NOT_FOR_OPERATORS)('at %s, called directly', async (service, coordinate, query) => {
    const requestId = randomUUID();
    const operator = await resigned(contextToken, 'ctx+jwt', { role: 'operator' });
    const headers = { authorization: `Bearer ${operator}`, 'x-request-id': requestId };
    const { json } = await callAsGateway({ service, body: JSON.stringify({ query }), headers });
    expect(json).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    expect(await refusalIn(requestId)).toMatchObject({
      kind: 'FACT',
      outcome: 'DENIED',
      reasonCode: 'role',
      service,
      targetType: 'Principal',
      refusal: { coordinate, count: 1 },
    });
  });

  test.each(NOT_FOR_OPERATORS)('[R-137] and counted at %s', async (service) => {
    const { ports, url } = sharedStack();
    const answer = await fetch(`http://127.0.0.1:${String(ports[service])}/metrics`);
    expect(await answer.text()).toMatch(
      new RegExp(`^lifeready_access_denials_total\\{layer="shield",reason="role",service="${service}"\\} [1-9]`, 'm'),
    );
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
    expect((await callInside({ service, path: '/metrics/all', method: 'GET' })).status).toBe(401);
  });
});
