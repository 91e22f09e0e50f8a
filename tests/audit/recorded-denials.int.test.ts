import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';

import { createAuditClient } from '#platform/audit';
import type { AuditClient } from '#platform/audit';
import { systemClock } from '#platform/clock';
import { createDenialRecorder } from '#platform/denials';
import { createServiceClient } from '#platform/http';
import { newId } from '#platform/ids';
import { silentLogger } from '#platform/logging';
import { createMetrics } from '#platform/metrics';
import { createRequestSigner } from '#platform/signing';
import { bearer, startTestGateway } from '../../gateway/testing/test-gateway.ts';
import type { TestGateway } from '../../gateway/testing/test-gateway.ts';
import { createManualTimers } from '../../platform/denials/testing/manual-timers.ts';
import { factEvent } from '../../subgraphs/audit/testing/events.ts';
import { startRunningAudit } from '../../subgraphs/audit/testing/running-audit.ts';
import type { CallerName, RunningAudit } from '../../subgraphs/audit/testing/running-audit.ts';
import { startRunningIncident } from '../../subgraphs/incident/testing/running-incident.ts';
import type { RunningIncident } from '../../subgraphs/incident/testing/running-incident.ts';
import { startProxy } from '../support/service/proxy.ts';
import type { Proxy } from '../support/service/proxy.ts';
import type { GraphAnswer } from '../support/service/signed-client.ts';
import { testCaller } from '../support/service/test-identity.ts';
import { until } from '../support/until.ts';

const INCIDENTS = '{ incidents(first: 1) { nodes { id } } }';

let audit: RunningAudit;
let proxy: Proxy;
let gateway: TestGateway;
let incident: RunningIncident;
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  audit = await startRunningAudit();
  proxy = await startProxy(() => audit.url);
  gateway = await startTestGateway({
    auditClient: clientOf('gateway', proxy.url),
    environment: { GATEWAY_METRICS_PORT: '0' },
  });
  incident = await startRunningIncident(clientOf('incident', proxy.url));
});

afterEach(() => {
  proxy.cut = false;
});

afterAll(async () => {
  await gateway.close();
  await incident.close();
  for (const close of closing) await close();
  await proxy.close();
  await audit.close();
});

function clientOf(caller: CallerName, baseUrl: string): AuditClient {
  const sign = createRequestSigner({ keys: audit.keys, caller, clock: systemClock });
  const service = createServiceClient({ callee: 'audit', baseUrl, sign });
  closing.push(() => service.close());
  return createAuditClient({ services: [service], logVerifierKey: audit.vkey });
}

interface Entry {
  readonly kind: string;
  readonly outcome: string;
  readonly reasonCode: string | null;
  readonly service: string;
  readonly actor: { readonly id: string } | null;
  readonly targetType: string;
  readonly targetId: string;
  readonly requestId: string;
  readonly refusal: { readonly coordinate: string | null; readonly count: number } | null;
}

const DENIALS = `query ($targetId: ID) { auditEntries(first: 100, action: "security.authz.deny", targetId: $targetId) {
  nodes { kind outcome reasonCode service actor { id } targetType targetId requestId refusal { coordinate count } }
} }`;

/** Refusals as an auditor sees them, newest first. */
async function denials(targetId?: string): Promise<Entry[]> {
  const auditor = testCaller({ role: 'auditor', scopes: ['audit:read'] });
  const contextToken = audit.identity.vouchFor(auditor);
  const { data, errors } = await audit
    .as('gateway')
    .graphql({ query: DENIALS, variables: { targetId: targetId ?? null }, contextToken });
  expect(errors).toBeUndefined();
  return (data?.['auditEntries'] as { nodes: Entry[] }).nodes;
}

/** Waits for the entry of a request: it is written after the answer. */
async function denialOf(requestId: string): Promise<Entry> {
  let found: Entry | undefined;
  await until(async () => {
    found = (await denials()).find((entry) => entry.requestId === requestId);
    return found !== undefined;
  });
  if (found === undefined) throw new Error('no entry');
  return found;
}

async function metricsText(): Promise<string> {
  const answer = await fetch(`${incident.url}/metrics`);
  return answer.text();
}

/** @param line a counter with its labels, as the text format has it */
async function counted(line: string): Promise<number> {
  const found = (await metricsText()).split('\n').find((one) => one.startsWith(`${line} `));
  return Number(found?.slice(line.length) ?? 0);
}

describe('an auditor sees who was refused what, where and why', () => {
  test('at the gateway, before any service was asked', async () => {
    const principalId = newId();
    const requestId = `gateway-${newId()}`;
    const headers = { ...bearer(gateway.signIn({ principalId })), 'x-request-id': requestId };
    const answer = await gateway.post({ query: INCIDENTS }, headers);
    expect(answer.body.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(await denialOf(requestId)).toEqual({
      kind: 'FACT',
      outcome: 'DENIED',
      reasonCode: 'role',
      service: 'gateway',
      actor: { id: principalId },
      targetType: 'Principal',
      targetId: principalId,
      requestId,
      refusal: { coordinate: 'Query.incidents', count: 1 },
    });
  });

  test('at a service that was called directly', async () => {
    const caller = testCaller();
    const answer = await incident.ask(INCIDENTS, {}, caller);
    expect(answer.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    await until(async () => (await denials(caller.principalId)).length > 0);
    expect(await denials(caller.principalId)).toEqual([
      expect.objectContaining({
        kind: 'FACT',
        outcome: 'DENIED',
        reasonCode: 'role',
        service: 'incident',
        actor: { id: caller.principalId },
        refusal: { coordinate: 'Query.incidents', count: 1 },
      }),
    ]);
  });

  test.each([
    ['nobody', 'unauthenticated', 'Query.incidents', {}],
    ['a token that is none', 'access_token', 'authorization', bearer('no.good.token')],
  ])('%s, as somebody unknown', async (_case, reasonCode, coordinate, sent) => {
    const requestId = `unknown-${newId()}`;
    await gateway.post({ query: INCIDENTS }, { ...sent, 'x-request-id': requestId });
    expect(await denialOf(requestId)).toMatchObject({
      reasonCode,
      service: 'gateway',
      actor: null,
      targetType: 'Service',
      refusal: { coordinate, count: 1 },
    });
  });

  test('a service without a signature, one at a route that is not for it, and a forged context token', async () => {
    const [unsigned, uncalled, forged] = ['unsigned', 'uncalled', 'forged'].map((name) => `${name}-${newId()}`);
    if (unsigned === undefined || uncalled === undefined || forged === undefined) throw new Error('three ids');
    await fetch(`${incident.url}/internal/anything?secret=canary`, { headers: { 'x-request-id': unsigned } });
    await audit.as('vault').send({
      method: 'POST',
      path: '/internal/excerpt',
      json: { targetType: 'Case', targetId: newId() },
      requestId: uncalled,
    });
    await incident.gateway.graphql({ query: INCIDENTS, contextToken: 'a.forged.token', requestId: forged });
    expect(await denialOf(unsigned)).toMatchObject({
      reasonCode: 'service_signature',
      service: 'incident',
      actor: null,
      refusal: { coordinate: 'unknown route' },
    });
    expect(await denialOf(uncalled)).toMatchObject({
      reasonCode: 'service_caller',
      service: 'audit',
      refusal: { coordinate: 'POST /internal/excerpt' },
    });
    expect(await denialOf(forged)).toMatchObject({
      reasonCode: 'context_token',
      service: 'incident',
      refusal: { coordinate: 'POST /graphql' },
    });
  });

  test('and somebody who reads the trail of their own case does not', async () => {
    const owner = testCaller();
    const refused = { action: 'security.authz.deny', outcome: 'DENIED', reasonCode: 'ticket' } as const;
    const event = factEvent(owner, refused);
    await clientOf('case', audit.url).fact(event);
    const trail = (field: string): Promise<GraphAnswer> =>
      audit.as('gateway').graphql({
        query: `query ($id: ID!) { _entities(representations: [{ __typename: "Case", id: $id }]) {
          ... on Case { auditTrail(first: 1) { nodes { ${field} } } } } }`,
        variables: { id: event.target.id },
        contextToken: audit.identity.vouchFor(owner),
      });
    const seen = await trail('reasonCode');
    expect(seen.data?.['_entities']).toEqual([{ auditTrail: { nodes: [{ reasonCode: 'ticket' }] } }]);
    const hidden = await trail('refusal { coordinate }');
    expect(hidden.errors?.map(({ extensions }) => extensions['code'])).toEqual(['FORBIDDEN']);
    expect(hidden.data?.['_entities']).toEqual([{ auditTrail: { nodes: [{ refusal: null }] } }]);
  });
});

test('[R-137] [R-140] a service counts what it refused by layer and reason, without a word about anybody', async () => {
  const caller = testCaller();
  const line = 'lifeready_access_denials_total{layer="shield",reason="role",service="incident"}';
  const before = await counted(line);
  for (let at = 0; at < 3; at += 1) await incident.ask(INCIDENTS, {}, caller);
  expect(await counted(line)).toBe(before + 3);
  const text = await metricsText();
  expect(text).not.toContain(caller.principalId);
  expect(text).not.toMatch(/incidents|[0-9a-f]{8}-[0-9a-f]{4}/);
});

describe('a flood', () => {
  test('of 10,000 by one person is a few entries, whose counts are true', async () => {
    const actor = { ...testCaller(), tokenExpiresAt: 0 };
    const log = clientOf('gateway', audit.url);
    const recorder = createDenialRecorder({
      service: 'gateway',
      append: (fact) => log.fact(fact),
      clock: systemClock,
      logger: silentLogger,
      metrics: createMetrics('gateway'),
      timers: createManualTimers(),
    });
    for (let at = 0; at < 10_000; at += 1) {
      const coordinate = `Query.field${String(at % 40)}`;
      recorder.record({ actor, coordinate, reason: 'scope', layer: 'gateway', requestId: `flood-${String(at)}` });
    }
    await recorder.close();
    const entries = await denials(actor.principalId);
    expect(entries).toHaveLength(2 * 20 + 1);
    expect(entries.reduce((sum, { refusal }) => sum + (refusal?.count ?? 0), 0)).toBe(10_000);
    expect(entries[0]).toMatchObject({ reasonCode: 'suppressed', refusal: { coordinate: null, count: 5_000 } });
  });
});

describe('while the log is away', () => {
  test('and takes an entry without being able to say so, there is still one entry', async () => {
    const line = 'lifeready_access_denial_records_total{result="recorded",service="incident"}';
    const before = await counted(line);
    let lost = 0;
    proxy.change = () => {
      lost += 1;
      return undefined;
    };
    const caller = testCaller();
    await incident.ask(INCIDENTS, {}, caller);
    await until(() => lost > 0);
    proxy.change = (answer) => answer;
    await until(async () => (await counted(line)) > before);
    expect(await denials(caller.principalId)).toHaveLength(1);
  });

  test('the answer is the same, and the entry is written when the log is back', async () => {
    const requestId = `away-${newId()}`;
    const headers = { ...bearer(gateway.signIn()), 'x-request-id': requestId };
    const before = await gateway.post({ query: INCIDENTS }, headers);
    await denialOf(requestId);
    proxy.cut = true;
    const other = { ...bearer(gateway.signIn()), 'x-request-id': requestId };
    const after = await gateway.post({ query: INCIDENTS }, other);
    expect({ status: after.status, body: after.body }).toEqual({ status: before.status, body: before.body });
    proxy.cut = false;
    await until(async () => (await denials()).filter((entry) => entry.requestId === requestId).length === 2);
  });
});
