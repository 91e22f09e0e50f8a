import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';

import { createAuditClient } from '#platform/audit';
import type { AppendReceipt, AuditClient } from '#platform/audit';
import { AppError } from '#platform/errors';
import { createServiceClient } from '#platform/http';
import type { ServiceClient } from '#platform/http';
import { newId } from '#platform/ids';
import { createRequestSigner } from '#platform/signing';
import { systemClock } from '#platform/clock';
import { createNoteSigner } from '#platform/tlog';
import { actingFor, factEvent, preparedEvent, somebody } from '../../subgraphs/audit/testing/events.ts';
import { startRunningAudit } from '../../subgraphs/audit/testing/running-audit.ts';
import type { RunningAudit } from '../../subgraphs/audit/testing/running-audit.ts';
import { listenOnFreePort } from '../support/service/listen.ts';
import { startProxy } from '../support/service/proxy.ts';
import type { ProxiedAnswer, Proxy } from '../support/service/proxy.ts';
import { testCaller } from '../support/service/test-identity.ts';

const unavailable = { code: 'AUDIT_UNAVAILABLE', status: 503 };

let audit: RunningAudit;
let proxy: Proxy;
let client: AuditClient;
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  audit = await startRunningAudit();
  proxy = await startProxy(() => audit.url);
  client = clientOf(proxy.url, audit.vkey);
});

afterEach(() => {
  proxy.change = (answer) => answer;
  proxy.cut = false;
});

afterAll(async () => {
  for (const close of closing) await close();
  await proxy.close();
  await audit.close();
});

function clientOf(baseUrl: string, logVerifierKey: string): AuditClient {
  const sign = createRequestSigner({ keys: audit.keys, caller: 'case', clock: systemClock });
  const service = createServiceClient({ callee: 'audit', baseUrl, sign });
  closing.push(() => service.close());
  return createAuditClient({ services: [service], logVerifierKey });
}

/** Changes the one receipt of an append. */
function tamper(change: (receipt: AppendReceipt) => Partial<AppendReceipt>): void {
  proxy.change = ({ status, json }: ProxiedAnswer) => {
    const [{ receipt } = {}] = (json as { results: { receipt?: AppendReceipt }[] }).results;
    if (receipt === undefined) throw new Error('no receipt to change');
    return { status, json: { results: [{ receipt: { ...receipt, ...change(receipt) } }] } };
  };
}

/** Whatever the log says, this receipt is the answer. */
function answerWith(receipt: AppendReceipt): void {
  proxy.change = () => ({ status: 200, json: { results: [{ receipt }] } });
}

/** A receipt that is true, of another event. */
async function anotherReceipt(): Promise<AppendReceipt> {
  return clientOf(audit.url, audit.vkey).prepare(preparedEvent());
}

test('an attempt gets a verified receipt, and its outcome another one', async () => {
  const event = preparedEvent();
  const prepared = await client.prepare(event);
  expect(prepared.eventId).toBe(event.eventId);
  const outcome = await client.outcome(event.intentId, 'COMMITTED', event.requestId);
  expect(outcome.index).toBeGreaterThan(prepared.index);
  await expect(client.fact(factEvent())).resolves.toHaveProperty('proof');
});

test('a lost answer costs nothing: the same event again gives the same receipt, and verifies', async () => {
  const event = preparedEvent();
  proxy.change = () => undefined;
  await expect(client.prepare(event)).rejects.toMatchObject(unavailable);
  proxy.change = (answer) => answer;
  const receipt = await client.prepare(event);
  await expect(client.prepare(event)).resolves.toMatchObject({
    index: receipt.index,
    leaf: receipt.leaf,
    salt: receipt.salt,
  });
});

describe('[R-108] a receipt that does not prove the event is no receipt', () => {
  test('the leaf of another event', async () => {
    const { leaf } = await anotherReceipt();
    tamper(() => ({ leaf }));
    await expect(client.prepare(preparedEvent())).rejects.toMatchObject(unavailable);
  });

  test('leaf and proof of another event, which are true', async () => {
    const other = await anotherReceipt();
    tamper(() => other);
    await expect(client.prepare(preparedEvent())).rejects.toMatchObject(unavailable);
  });

  test('the proof of another event', async () => {
    const { proof } = await anotherReceipt();
    tamper(() => ({ proof }));
    await expect(client.prepare(preparedEvent())).rejects.toMatchObject(unavailable);
  });

  test.each([
    [
      'a changed hash',
      ({ proof }: AppendReceipt) => ({
        proof: proof.replace(
          /\n([A-Za-z0-9+/])([A-Za-z0-9+/]{42}=)/,
          (_match, first: string, rest: string) => `\n${first === 'A' ? 'B' : 'A'}${rest}`,
        ),
      }),
    ],
    ['another index beside the proof', ({ index }: AppendReceipt) => ({ index: index + 1 })],
    [
      'another index within the proof',
      ({ proof }: AppendReceipt) => ({ proof: proof.replace(/index \d+/, 'index 0') }),
    ],
    ['no proof', () => ({ proof: '' })],
    ['another salt', () => ({ salt: randomBytes(32).toString('base64') })],
    ['no salt', () => ({ salt: '' })],
    [
      'a leaf with one letter changed',
      ({ leaf }: AppendReceipt) => ({ leaf: leaf.replace('case.case.create', 'case.case.delete') }),
    ],
    ['another event id', () => ({ eventId: newId() })],
  ])('%s', async (_case, change) => {
    await anotherReceipt();
    tamper(change);
    await expect(client.prepare(preparedEvent())).rejects.toMatchObject(unavailable);
  });

  test('a proof under a key that is not trusted', async () => {
    const stranger = createNoteSigner({ name: 'log.example.test/audit', seed: randomBytes(32) });
    await expect(clientOf(audit.url, stranger.vkey).prepare(preparedEvent())).rejects.toMatchObject(unavailable);
  });

  test('a log that says it recorded something else', async () => {
    const event = factEvent(somebody(), { outcome: 'DENIED' });
    proxy.change = (answer) => answer;
    const receipt = await client.fact(event);
    answerWith(receipt);
    for (const change of [
      { outcome: 'OK' },
      { action: 'case.link.open' },
      { tier: 'green' },
      { detail: {} },
      { requestId: 'request-2' },
    ] as const) {
      await expect(client.fact({ ...event, ...change })).rejects.toMatchObject(unavailable);
    }
  });

  test('a log that leaves out on whose behalf, by which grant or who it was, or adds it', async () => {
    const [owner, helper] = [somebody(), somebody()];
    const nobody = { ...actingFor(owner, helper), grantId: null, onBehalfOfPrincipalId: null };
    for (const said of [actingFor(owner, helper), nobody]) {
      const event = factEvent(owner, { actor: said });
      proxy.change = (answer) => answer;
      const receipt = await client.fact(event);
      await expect(client.fact(event)).resolves.toMatchObject({ leaf: receipt.leaf });
      answerWith(receipt);
      for (const name of ['grantId', 'onBehalfOfPrincipalId', 'principalId'] as const) {
        const actor = { ...said, [name]: said[name] === null ? newId() : null };
        await expect(client.fact({ ...event, actor })).rejects.toMatchObject(unavailable);
      }
    }
  });

  test.each([
    ['an answer without a result', { status: 200, json: { results: [] } }],
    ['a result without a receipt', { status: 200, json: { results: [{}] } }],
    ['a result with another code than ours', { status: 200, json: { results: [{ code: 'WHATEVER' }] } }],
    ['an answer of another shape', { status: 200, json: [] }],
    ['a fault', { status: 500, json: {} }],
    ['a refusal', { status: 409, json: { code: 'AUDIT_EVENT_CONFLICT' } }],
    ['a busy log', { status: 503, json: { code: 'AUDIT_QUEUE_FULL' } }],
  ])('%s', async (_case, answer) => {
    proxy.change = () => answer;
    await expect(client.prepare(preparedEvent())).rejects.toMatchObject(unavailable);
  });
});

describe('[R-108] a log that cannot be reached in time', () => {
  test('refused connections are AUDIT_UNAVAILABLE', async () => {
    const gone = await listenOnFreePort(createServer());
    await gone.close();
    await expect(clientOf(gone.url, audit.vkey).prepare(preparedEvent())).rejects.toMatchObject(unavailable);
  });

  test('a server that never answers is AUDIT_UNAVAILABLE after two seconds', async () => {
    const mute = await listenOnFreePort(createServer(() => undefined));
    try {
      await expect(clientOf(mute.url, audit.vkey).prepare(preparedEvent())).rejects.toMatchObject(unavailable);
    } finally {
      await mute.close();
    }
  });

  test('a server that never ends its answer is AUDIT_UNAVAILABLE too, and an outcome waits less', async () => {
    const endless = await listenOnFreePort(
      createServer((_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).write('{"results": [');
      }),
    );
    try {
      await expect(clientOf(endless.url, audit.vkey).outcome(newId(), 'COMMITTED', 'request-1')).rejects.toMatchObject(
        unavailable,
      );
    } finally {
      await endless.close();
    }
  });
});

test('pending intents are those of the calling service', async () => {
  const event = preparedEvent();
  await client.prepare(event);
  await expect(client.pendingIntents(0)).resolves.toContainEqual({
    intentId: event.intentId,
    requestId: event.requestId,
    ageSeconds: expect.any(Number),
  });
  proxy.change = () => ({ status: 200, json: { intents: [{ intentId: 'x' }] } });
  await expect(client.pendingIntents(0)).rejects.toMatchObject(unavailable);
});

describe('an excerpt', () => {
  test('is verified entry by entry', async () => {
    const who = somebody();
    const event = preparedEvent(who);
    await client.prepare(event);
    await client.outcome(event.intentId, 'ABORTED', event.requestId);
    const query = {
      targetType: 'Case',
      targetId: event.target.id,
      contextToken: audit.identity.vouchFor(testCaller(who)),
      requestId: 'request-1',
    };
    await expect(client.excerpt(query)).resolves.toMatchObject({
      entries: [expect.anything(), expect.anything(), expect.anything()],
      issued: { detail: { about: 'Case' } },
    });
    type Excerpt = { checkpoint: string; entries: { index: number; leaf: string; proof: string[] }[] };
    const changes: ((excerpt: Excerpt) => Excerpt)[] = [
      (excerpt) => ({
        ...excerpt,
        entries: excerpt.entries.map((entry) => ({ ...entry, leaf: entry.leaf.replace('ABORTED', 'COMMITTED') })),
      }),
      (excerpt) => ({ ...excerpt, entries: excerpt.entries.map((entry) => ({ ...entry, index: entry.index + 1 })) }),
      (excerpt) => ({ ...excerpt, checkpoint: excerpt.checkpoint.replace(/\n\d+\n/, '\n1\n') }),
    ];
    for (const change of changes) {
      proxy.change = ({ status, json }) => ({ status, json: change(json as Excerpt) });
      await expect(client.excerpt(query)).rejects.toMatchObject(unavailable);
    }
  });

  test('may be larger than other answers, and take longer, also where there are several instances', async () => {
    const who = somebody();
    const event = preparedEvent(who);
    await client.prepare(event);
    const contextToken = audit.identity.vouchFor(testCaller(who));
    const query = { targetType: 'Case', targetId: event.target.id, contextToken, requestId: 'request-1' };
    proxy.change = ({ status, json }) => ({ status, json: { ...(json as object), padding: 'x'.repeat(40_000_000) } });
    await expect(client.excerpt(query)).resolves.toHaveProperty('entries.length', 2);
    proxy.change = ({ status, json }) => ({ status, json: { ...(json as object), padding: 'x'.repeat(70_000_000) } });
    await expect(client.excerpt(query)).rejects.toMatchObject(unavailable);
    proxy.change = (answer) => answer;
    const sign = createRequestSigner({ keys: audit.keys, caller: 'case', clock: systemClock });
    const service = createServiceClient({ callee: 'audit', baseUrl: audit.url, sign });
    closing.push(() => service.close());
    /** Needs ten seconds for what it is asked. */
    const slow: ServiceClient = {
      ...service,
      callJson: (call) =>
        (call.timeoutMs ?? 0) < 10_000 ? Promise.reject(new AppError('SERVICE_UNAVAILABLE')) : service.callJson(call),
    };
    const ofTwo = createAuditClient({ services: [slow, slow], logVerifierKey: audit.vkey });
    await expect(ofTwo.excerpt(query)).resolves.toHaveProperty('entries.length', 4);
  });

  test('without somebody on whose behalf is AUDIT_UNAVAILABLE', async () => {
    const query = { targetType: 'Case', targetId: newId(), contextToken: 'no-token', requestId: 'request-1' };
    await expect(client.excerpt(query)).rejects.toMatchObject(unavailable);
  });
});

test('its check resolves while the log is ready, and rejects when it is not', async () => {
  await expect(client.check()).resolves.toBeUndefined();
  proxy.change = () => ({ status: 503, json: {} });
  await expect(client.check()).rejects.toThrow('503');
  proxy.change = () => ({ status: 200, json: { dependencies: { sequencer: 'ok', writer: 'unavailable' } } });
  await expect(client.check()).rejects.toThrow('no instance of the audit service writes the log');
  proxy.cut = true;
  await expect(client.check()).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
});
