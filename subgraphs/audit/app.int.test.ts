import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { createManualClock, systemClock } from '#platform/clock';
import { newId } from '#platform/ids';
import { createRequestSigner, generateServiceKey, parseServiceKeys } from '#platform/signing';
import { parseVerifierKey, openCheckpoint, verifyProofFile } from '#platform/tlog';
import { testCaller } from '../../tests/support/service/test-identity.ts';
import { appendEvent } from './testing/append-events.ts';
import { factEvent, outcomeEvent, preparedEvent, somebody } from './testing/events.ts';
import { startRunningAudit } from './testing/running-audit.ts';
import type { AppendReceipt, AuditEvent } from '#platform/audit';
import type { CallerName, RunningAudit } from './testing/running-audit.ts';

let audit: RunningAudit;
let admin: pg.Client;

beforeAll(async () => {
  audit = await startRunningAudit();
  admin = new pg.Client({ connectionString: audit.database.adminUrl });
  await admin.connect();
});

afterAll(async () => {
  await admin.end();
  await audit.close();
});

const append = (event: AuditEvent, caller?: CallerName): Promise<AppendReceipt> => appendEvent(audit, event, caller);

const signatureProblem = { code: 'SERVICE_SIGNATURE_INVALID', status: 401, requestId: expect.any(String) };

describe('[R-044] who may call', () => {
  test.each(['/internal/append', '/internal/excerpt', '/graphql', '/internal/intents/pending', '/unknown'])(
    'an unsigned request to %s is refused',
    async (path) => {
      for (const method of ['POST', 'GET']) {
        const body =
          method === 'POST' ? JSON.stringify({ events: [factEvent()], query: '{ _service { sdl } }' }) : null;
        const response = await fetch(audit.url + path, {
          method,
          body,
          headers: body === null ? {} : { 'content-type': 'application/json' },
        });
        expect(response.status).toBe(401);
        expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
        expect(await response.json()).toMatchObject(signatureProblem);
      }
    },
  );

  test('only case may ask for an excerpt', async () => {
    const json = { targetType: 'Case', targetId: newId() };
    const excerpt = { method: 'POST', path: '/internal/excerpt', json } as const;
    for (const caller of ['gateway', 'vault', 'incident', 'identity'] as const) {
      expect(await audit.as(caller).send(excerpt)).toMatchObject({ status: 401, json: signatureProblem });
    }
  });

  test('a replayed request is refused and appends nothing', async () => {
    const body = Buffer.from(JSON.stringify({ events: [factEvent()] }));
    const request = { callee: 'audit', method: 'POST', path: '/internal/append', query: '', body };
    const headers = { 'content-type': 'application/json', 'x-request-id': 'replayed-1' };
    const signed = { ...headers, ...signer(audit, 'case')({ ...request, headers }) };
    const send = (): Promise<Response> =>
      fetch(`${audit.url}/internal/append`, { method: 'POST', body, headers: signed });
    expect((await send()).status).toBe(200);
    const size = await entryCount();
    expect((await send()).status).toBe(401);
    expect(await entryCount()).toBe(size);
  });

  test('a changed body, an old signature and a key of somebody else are refused', async () => {
    const body = Buffer.from(JSON.stringify({ events: [factEvent()] }));
    const request = {
      callee: 'audit',
      method: 'POST',
      path: '/internal/append',
      query: '',
      body,
      headers: { 'x-request-id': 'forged-01' },
    };
    const post = (signature: Record<string, string>, sent = body): Promise<Response> =>
      fetch(`${audit.url}/internal/append`, {
        method: 'POST',
        body: sent,
        headers: { 'content-type': 'application/json', 'x-request-id': 'forged-01', ...signature },
      });
    const changed = Buffer.from(body.toString().replace('"DENIED"', '"OK"'));
    expect((await post(signer(audit, 'case')(request), changed)).status).toBe(401);
    const anHourAgo = createManualClock(systemClock.now() - 3_600_000);
    expect(
      (await post(createRequestSigner({ keys: audit.keys, caller: 'case', clock: anHourAgo })(request))).status,
    ).toBe(401);
    const foreign = parseServiceKeys(JSON.stringify([generateServiceKey('case', 'audit')]));
    expect(
      (await post(createRequestSigner({ keys: foreign, caller: 'case', clock: systemClock })(request))).status,
    ).toBe(401);
  });
});

function signer({ keys }: RunningAudit, caller: CallerName): ReturnType<typeof createRequestSigner> {
  return createRequestSigner({ keys, caller, clock: systemClock });
}

/** Entries in the log, without those about refusals, which are written some time after the answer. */
async function entryCount(): Promise<number> {
  const { rows } = await admin.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM audit.audit_entry WHERE action <> 'security.authz.deny'`,
  );
  return rows[0]?.count ?? 0;
}

describe('POST /internal/append', () => {
  test('takes a batch and answers in its order', async () => {
    const events = Array.from({ length: 64 }, () => factEvent());
    const answer = await audit.as('case').send({ method: 'POST', path: '/internal/append', json: { events } });
    const { receipts } = answer.json as { receipts: AppendReceipt[] };
    expect(receipts.map(({ eventId }) => eventId)).toEqual(events.map(({ eventId }) => eventId));
  });

  test('an event says nothing about the service: the signature does', async () => {
    const { leaf } = await append(factEvent(somebody(), { action: 'vault.version.deliver' }), 'vault');
    expect(JSON.parse(leaf)).toMatchObject({ service: 'vault' });
    const forged = { ...factEvent(), service: 'vault' };
    const answer = await audit
      .as('case')
      .send({ method: 'POST', path: '/internal/append', json: { events: [forged] } });
    expect(answer).toMatchObject({ status: 400, json: { code: 'BAD_USER_INPUT' } });
  });

  test.each([
    ['no event', { events: [] }, 'events'],
    ['65 events', { events: Array.from({ length: 65 }, () => factEvent()) }, 'events'],
    ['[R-110] an unknown action', { events: [{ ...factEvent(), action: 'case.pack.lose' }] }, 'events.0.action'],
    ['[R-110] no actor', { events: [{ ...factEvent(), actor: undefined }] }, 'events.0.actor'],
    ['an id that is none', { events: [{ ...factEvent(), tenantId: 'A' }] }, 'events.0.tenantId'],
    ['a request id with a line feed', { events: [{ ...factEvent(), requestId: 'a\nb' }] }, 'events.0.requestId'],
    [
      'a detail of more than 4 KiB',
      { events: [{ ...factEvent(), detail: { text: 'x'.repeat(4_096) } }] },
      'events.0.detail',
    ],
    ['an outcome that is none', { events: [outcomeEvent(newId(), { outcome: 'OK' as never })] }, 'events.0.outcome'],
  ])('refuses %s and names the field', async (_case, json, path) => {
    const answer = await audit.as('case').send({ method: 'POST', path: '/internal/append', json });
    expect(answer).toMatchObject({
      status: 400,
      json: { code: 'BAD_USER_INPUT', errors: { [path]: [expect.any(String)] } },
    });
  });

  test('other content under the same id is a conflict', async () => {
    const event = factEvent();
    await append(event);
    const json = { events: [{ ...event, detail: { slots: 9 } }] };
    const answer = await audit.as('case').send({ method: 'POST', path: '/internal/append', json });
    expect(answer).toMatchObject({ status: 409, json: { code: 'AUDIT_EVENT_CONFLICT' } });
  });

  test('a body beyond the limit is refused', async () => {
    const json = { events: [factEvent()], padding: 'x'.repeat(600_000) };
    await expect(audit.as('case').send({ method: 'POST', path: '/internal/append', json })).resolves.toMatchObject({
      status: 413,
    });
  });
});

describe('GET /internal/intents/pending', () => {
  const pending = async (caller: CallerName, query = '?olderThanSeconds=0'): Promise<string[]> => {
    const { json } = await audit.as(caller).send({ method: 'GET', path: '/internal/intents/pending', query });
    return (json as { intents: { intentId: string }[] }).intents.map(({ intentId }) => intentId);
  };

  test('lists the open intents of the calling service only', async () => {
    const [open, closed] = [preparedEvent(), preparedEvent()];
    for (const event of [open, closed]) await append(event);
    await append(outcomeEvent(closed.intentId));
    await append(factEvent());
    expect(await pending('case')).toEqual([open.intentId]);
    expect(await pending('vault')).toEqual([]);
    expect(await pending('case', '?olderThanSeconds=3600')).toEqual([]);
    await append(outcomeEvent(open.intentId, { outcome: 'ABORTED' }));
    expect(await pending('case')).toEqual([]);
  });

  test.each(['', '?olderThanSeconds=-1', '?olderThanSeconds=x', '?olderThanSeconds=86401'])(
    'refuses the query "%s"',
    async (query) => {
      const answer = await audit.as('case').send({ method: 'GET', path: '/internal/intents/pending', query });
      expect(answer).toMatchObject({ status: 400, json: { errors: { olderThanSeconds: [expect.any(String)] } } });
    },
  );
});

test('[R-044] the checkpoint is public to a signed caller without a person, and verifies with the vkey', async () => {
  await append(factEvent());
  const { data, errors } = await audit.as('gateway').graphql({ query: '{ auditCheckpoint { size root note } }' });
  expect(errors).toBeUndefined();
  const { size, root, note } = data?.['auditCheckpoint'] as { size: number; root: string; note: string };
  const log = parseVerifierKey(audit.vkey);
  const opened = openCheckpoint({ note: Buffer.from(note), verifiers: [log], origin: log.name });
  expect({ size: opened.size, root: opened.root.toString('base64') }).toEqual({ size, root });
  const elsewhere = await startRunningAudit();
  try {
    expect(() =>
      openCheckpoint({ note: Buffer.from(note), verifiers: [parseVerifierKey(elsewhere.vkey)], origin: log.name }),
    ).toThrow();
  } finally {
    await elsewhere.close();
  }
});

const TRAIL = `query ($representations: [_Any!]!, $first: Int, $after: String) { _entities(representations: $representations) {
  ... on Case { id auditTrail(first: $first, after: $after) { ...page } }
  ... on Document { id auditTrail(first: $first, after: $after) { ...page } }
  ... on Incident { id auditTrail(first: $first, after: $after) { ...page } }
} }
fragment page on AuditEntryConnection {
  nodes { id index kind action outcome actor { id } targetType targetId recordedAt requestId leaf proof }
  pageInfo { hasNextPage endCursor }
}`;

interface Entry {
  readonly id: string;
  readonly index: number;
  readonly outcome: string;
  readonly leaf: string;
  readonly proof: string;
}
interface Trail {
  readonly nodes: Entry[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

async function trails(
  who: Parameters<typeof testCaller>[0],
  representations: readonly { __typename: string; id: string }[],
  variables: Record<string, unknown> = {},
): Promise<(Trail | null)[]> {
  const { data, errors } = await audit.as('gateway').graphql({
    query: TRAIL,
    variables: { representations, first: 20, ...variables },
    contextToken: audit.identity.vouchFor(testCaller(who)),
  });
  expect(errors).toBeUndefined();
  return (data?.['_entities'] as ({ auditTrail: Trail } | null)[]).map((entity) => entity?.auditTrail ?? null);
}

describe('[R-116] the trail of an object', () => {
  test('shows its owner every entry about it, newest first, each with a proof', async () => {
    const who = somebody();
    const event = preparedEvent(who);
    const { target } = event;
    await append(event);
    await append(outcomeEvent(event.intentId));
    await append(factEvent(who, { target, outcome: 'DENIED', reasonCode: 'tier' }));
    await append(factEvent(who));
    const [trail] = await trails(who, [{ __typename: 'Case', id: target.id }]);
    expect(trail?.nodes.map(({ outcome }) => outcome)).toEqual(['DENIED', 'COMMITTED', 'ATTEMPTED']);
    expect(trail?.nodes[2]).toMatchObject({
      id: event.eventId,
      kind: 'PREPARED',
      action: 'case.case.create',
      actor: { id: who.principalId },
      targetType: 'Case',
      targetId: target.id,
      requestId: 'request-1',
      recordedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    const log = parseVerifierKey(audit.vkey);
    for (const { index, leaf, proof } of trail?.nodes ?? []) {
      const proven = verifyProofFile({
        file: Buffer.from(proof),
        leaf: Buffer.from(leaf),
        verifiers: [log],
        origin: log.name,
      });
      expect(proven.index).toBe(index);
    }
  });

  test('is empty for what belongs to somebody else, to another tenant, or to nobody', async () => {
    const who = somebody();
    const event = factEvent(who);
    await append(event);
    await append(factEvent(somebody(who.tenantId)));
    const asked = [{ __typename: 'Case', id: event.target.id }];
    const empty = [{ nodes: [], pageInfo: { hasNextPage: false, endCursor: null } }];
    expect((await trails(who, asked))[0]?.nodes).toHaveLength(1);
    expect(await trails({ ...who, tenantId: newId() }, asked)).toEqual(empty);
    expect(await trails({ ...who, principalId: newId() }, asked)).toEqual(empty);
    expect(await trails(somebody(who.tenantId), asked)).toEqual(empty);
    expect(await trails(who, [{ __typename: 'Case', id: newId() }])).toEqual(empty);
    expect(await trails(who, [{ __typename: 'Document', id: event.target.id }])).toEqual(empty);
  });

  test('a reference that is no id resolves to null', async () => {
    expect(
      await trails(somebody(), [
        { __typename: 'Case', id: 'no-id' },
        { __typename: 'Case', id: '' },
      ]),
    ).toEqual([null, null]);
  });

  test("an organisation's incidents show to its information officer, and to nobody of another organisation", async () => {
    const officer = somebody();
    const target = { type: 'Incident', id: newId(), ownerPrincipalId: null } as const;
    await append(preparedEvent(officer, { target, action: 'incident.incident.report' }), 'incident');
    const role = { role: 'information_officer' as const, scopes: ['incident:manage'] };
    const asked = [{ __typename: 'Incident', id: target.id }];
    expect((await trails({ ...somebody(officer.tenantId), ...role }, asked))[0]?.nodes).toHaveLength(1);
    expect((await trails({ ...somebody(), ...role }, asked))[0]?.nodes).toEqual([]);
  });

  test("does not show a person's object as an organisation's, or the reverse", async () => {
    const who = somebody();
    const owned = { type: 'Incident', id: newId(), ownerPrincipalId: who.principalId } as const;
    const common = { type: 'Case', id: newId(), ownerPrincipalId: null } as const;
    for (const target of [owned, common]) await append(factEvent(who, { target }));
    const role = { role: 'information_officer' as const, scopes: ['incident:manage'] };
    expect((await trails({ ...who, ...role }, [{ __typename: 'Incident', id: owned.id }]))[0]?.nodes).toEqual([]);
    expect((await trails(who, [{ __typename: 'Case', id: common.id }]))[0]?.nodes).toEqual([]);
  });

  test('comes in pages that neither repeat nor leave out an entry', async () => {
    const who = somebody();
    const { target } = factEvent(who);
    for (let count = 0; count < 5; count += 1) await append(factEvent(who, { target }));
    const seen: number[] = [];
    let after: string | null = null;
    do {
      const [trail]: (Trail | null)[] = await trails(who, [{ __typename: 'Case', id: target.id }], { first: 2, after });
      seen.push(...(trail?.nodes ?? []).map(({ index }) => index));
      after = trail?.pageInfo.hasNextPage === true ? trail.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toHaveLength(5);
    expect(seen).toEqual([...new Set(seen)].sort((one, other) => other - one));
  });

  test('many trails of one request need one statement', async () => {
    const who = somebody();
    const events = Array.from({ length: 10 }, () => factEvent(who));
    for (const event of events) await append(event);
    audit.statements.length = 0;
    const found = await trails(
      who,
      events.map(({ target }) => ({ __typename: 'Case', id: target.id })),
    );
    expect(found.map((trail) => trail?.nodes.length)).toEqual(events.map(() => 1));
    expect(audit.statements.filter((sql) => sql.includes('audit_entry'))).toHaveLength(1);
  });

  test.each([
    ['first', { first: 0 }],
    ['first', { first: 101 }],
    ['after', { after: 'no-cursor' }],
  ])('refuses a bad %s', async (path, variables) => {
    const { errors } = await audit.as('gateway').graphql({
      query: TRAIL,
      variables: { representations: [{ __typename: 'Case', id: newId() }], first: 20, ...variables },
      contextToken: audit.identity.vouchFor(testCaller()),
    });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', errors: { [path]: [expect.any(String)] } });
  });

  test.each([
    ['nobody', undefined, 'UNAUTHENTICATED'],
    ['an operator', { role: 'operator' as const, scopes: ['operate', 'read:all'] }, 'FORBIDDEN'],
    ['an auditor', { role: 'auditor' as const, scopes: ['audit:read', 'read:all'] }, 'FORBIDDEN'],
    ['a principal without the scope', { scopes: ['read:packs'] }, 'FORBIDDEN'],
  ])('%s gets nothing through _entities', async (_case, change, code) => {
    const { data, errors } = await audit.as('gateway').graphql({
      query: TRAIL,
      variables: { representations: [{ __typename: 'Case', id: newId() }], first: 20 },
      contextToken: change === undefined ? undefined : audit.identity.vouchFor(testCaller(change)),
    });
    expect(errors?.[0]?.extensions).toMatchObject({ code, requestId: 'test-request' });
    expect(JSON.stringify(data)).not.toContain('nodes');
  });
});

describe('[R-116] auditEntries', () => {
  const SEARCH = `query ($first: Int, $after: String, $targetId: ID, $action: String) {
    auditEntries(first: $first, after: $after, targetId: $targetId, action: $action) {
      nodes { index action kind targetId actor { id } proof leaf } pageInfo { hasNextPage endCursor }
    }
  }`;
  const auditor = testCaller({ role: 'auditor', scopes: ['audit:read'] });
  const search = (
    variables: Record<string, unknown>,
    caller = auditor,
  ): ReturnType<ReturnType<RunningAudit['as']>['graphql']> =>
    audit.as('gateway').graphql({ query: SEARCH, variables, contextToken: audit.identity.vouchFor(caller) });
  const nodesOf = (answer: Awaited<ReturnType<typeof search>>): { index: number; action: string; targetId: string }[] =>
    (answer.data?.['auditEntries'] as { nodes: { index: number; action: string; targetId: string }[] }).nodes;

  test('finds entries of every tenant, by target and by action, and records the reading first', async () => {
    const acts = ['case.pack.deliver', 'case.link.open'] as const;
    const events = acts.map((action) => preparedEvent(somebody(), { action }));
    for (const event of events) await append(event);
    const size = await entryCount();
    const found = nodesOf(await search({ first: 50 })).filter(({ action }) => action !== 'security.authz.deny');
    const newest = ['audit.entry.read', 'case.link.open', 'case.pack.deliver'];
    expect(found.slice(0, 3).map(({ action }) => action)).toEqual(newest);
    expect(await entryCount()).toBe(size + 1);
    for (const event of events) {
      expect(nodesOf(await search({ targetId: event.target.id }))).toEqual([
        expect.objectContaining({ targetId: event.target.id, actor: { id: event.actor.principalId } }),
      ]);
    }
    expect(nodesOf(await search({ action: 'case.link.open', first: 1 }))).toEqual([
      expect.objectContaining({ targetId: events[1]?.target.id }),
    ]);
    expect(nodesOf(await search({ targetId: newId() }))).toEqual([]);
  });

  test('comes in pages', async () => {
    const first = await search({ first: 2 });
    const { endCursor } = (first.data?.['auditEntries'] as Trail).pageInfo;
    const [last] = nodesOf(first).slice(-1);
    expect(nodesOf(await search({ first: 2, after: endCursor }))[0]?.index).toBe((last?.index ?? 0) - 1);
  });

  test.each([
    ['a principal', testCaller({ scopes: ['audit:read', 'read:all'] })],
    ['an operator', testCaller({ role: 'operator', scopes: ['audit:read', 'operate'] })],
    ['an auditor without the scope', testCaller({ role: 'auditor', scopes: ['read:all'] })],
  ])('%s is refused, and nothing is recorded as read', async (_case, caller) => {
    const size = await entryCount();
    const { data, errors } = await search({}, caller);
    expect(data ?? null).toBeNull();
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    expect(await entryCount()).toBe(size);
  });

  test.each([
    ['targetId', { targetId: 'x' }],
    ['action', { action: 'case.pack.lose' }],
    ['first', { first: 1_000 }],
  ])('refuses a bad %s, and records nothing', async (path, variables) => {
    const size = await entryCount();
    const { errors } = await search(variables);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', errors: { [path]: [expect.any(String)] } });
    expect(await entryCount()).toBe(size);
  });
});

test('[R-122] lives without and is ready with its dependencies', async () => {
  for (const path of ['/healthz', '/live', '/health']) expect((await fetch(audit.url + path)).status).toBe(200);
  const ready = await fetch(`${audit.url}/readyz`);
  expect(await ready.json()).toEqual({
    status: 'ok',
    dependencies: { database: 'ok', sequencer: 'ok', writer: 'ok', publication: 'ok', integrity: 'ok' },
  });
});
