import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { AUDIT_ACTIONS, auditAction, isAuditAction } from '#platform/audit';
import { canonicalJson } from '#platform/tlog';
import { runEraser } from '../../support/e2e/erase.ts';
import { createGraphClient } from '../../support/e2e/graph-client.ts';
import { grantee } from '../../support/e2e/granted.ts';
import { mutationNames, mutationText } from '../../support/e2e/operations.ts';
import { partnerToken } from '../../support/e2e/partner-token.ts';
import { somebody } from '../../support/e2e/people.ts';
import { demoPerson, emergencyPack, exportOf } from '../../support/e2e/world.ts';
import { startTestStack } from '../../support/e2e/test-stack.ts';
import { until } from '../../support/until.ts';
import { prepareMutations } from '../audit-unavailable/mutations.ts';
import { CANARY, CANARY_PHONE, readLogs, unclassifiedTextFields, withCanaries } from './canaries.ts';
import { POLICIES, deniedVariants } from './denied-variants.ts';
import { openLogReader } from './recorded-entries.ts';
import type { Somebody } from '../../support/e2e/people.ts';
import type { TestStack } from '../../support/e2e/test-stack.ts';
import type { PreparedMutation } from '../audit-unavailable/prepared-mutation.ts';
import type { LogReader, RecordedEntry } from './recorded-entries.ts';

/** Building the world takes two dozen sign-ups and exports. */
const WORLD_LIMIT_MS = 180_000;

let stack: TestStack;
let log: LogReader;
let prepared: Readonly<Record<string, PreparedMutation>>;
let auditor: Somebody;
let operator: Somebody;
/** Secrets that went in: nowhere in a log. */
const secrets = new Set<string>();

beforeAll(async () => {
  stack = await startTestStack({ overrides: { audit: { AUDIT_FORWARD: 'stdout' } } });
  log = await openLogReader(stack);
  prepared = await prepareMutations(stack);
  auditor = await demoPerson(stack.url, stack.paths.people, 'auditor');
  operator = await demoPerson(stack.url, stack.paths.people, 'operator');
}, WORLD_LIMIT_MS);

afterAll(async () => {
  await log.close();
  await stack.dispose();
});

interface Sent {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly token: string | undefined;
}

/** @returns the id of the request, with the error code of its answer */
async function send({ name, input, token }: Sent): Promise<{ requestId: string; code: string | undefined }> {
  const requestId = randomUUID();
  const request = { query: mutationText(name), variables: { input }, token, headers: { 'x-request-id': requestId } };
  const { errors } = await createGraphClient(stack.url).execute(request);
  for (const secret of [token, ...['token', 'password', 'refreshToken', 'enrolmentToken'].map((key) => input[key])])
    if (typeof secret === 'string') secrets.add(secret);
  return { requestId, code: errors[0]?.extensions.code };
}

/** Waits for as many entries of a request as are expected, then looks whether there are more. */
async function recorded(requestId: string, count: number): Promise<RecordedEntry[]> {
  await until(async () => (await log.entriesOf(requestId)).length >= count);
  return log.entriesOf(requestId);
}

function prepare(name: string): PreparedMutation {
  const mutation = prepared[name];
  if (mutation === undefined) throw new Error(`${name} has no row`);
  return mutation;
}

const subjectOf = (token: string | undefined): string | null =>
  token === undefined ? null : (decodeJwt(token).sub ?? null);
const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

test('[R-109] every mutation and every sensitive reading of the API names an action of the registry', () => {
  const declared = [...POLICIES].filter(([, { policy }]) => policy.audit !== undefined);
  expect(declared.filter(([, { policy }]) => !isAuditAction(policy.audit))).toEqual([]);
  const mutations = declared.filter(([coordinate]) => coordinate.startsWith('Mutation.'));
  expect(mutations.map(([coordinate]) => coordinate.slice('Mutation.'.length)).sort()).toEqual(mutationNames());
  expect(declared.filter((entry) => !mutations.includes(entry)).map(([coordinate]) => coordinate)).toEqual(
    Object.keys(READINGS),
  );
});

describe('[R-109] what is refused is one entry', () => {
  const variants = deniedVariants(mutationNames());

  test.each([...variants].flatMap(([name, variant]) => (variant === undefined ? [] : [[name, variant] as const])))(
    '%s',
    async (name, { as, input: change, code, entries }) => {
      const token = { anonymous: undefined, auditor, operator }[as]?.person.accessToken();
      const input = { ...(await prepare(name).input()), ...change };
      const { requestId, code: answered } = await send({ name, input, token });
      expect(answered).toBe(code);
      const actorId = subjectOf(token);
      expect(await recorded(requestId, entries.length)).toEqual(
        entries.map((entry) => expect.objectContaining({ ...entry, actorId })),
      );
    },
  );

  test.each([...variants].flatMap(([name, variant]) => (variant === undefined ? [name] : [])))(
    '%s refuses nobody, so there is nothing to record',
    async (name) => {
      const input = { ...(await prepare(name).input()), password: 'weak' };
      const { requestId, code } = await send({ name, input, token: undefined });
      expect(code).toBe('BAD_USER_INPUT');
      expect(await log.entriesOf(requestId)).toEqual([]);
    },
  );
});

/** Readings that a mutation causes on its way, each a fact of its own. */
const ON_THE_WAY: Readonly<Record<string, readonly string[]>> = {
  exportPack: ['vault.version.read', 'audit.excerpt.issue'],
};
/** The fresh code first, what ends a session or a grant last. */
const FIRST = ['stepUp', 'markCaseReady'];
const LAST = ['revokeGrant', 'revokeSession'];

describe('[R-109] [R-110] what happens is attempted once and committed once', () => {
  const names = mutationNames();

  test.each([...FIRST, ...names.filter((name) => ![...FIRST, ...LAST].includes(name)), ...LAST])('%s', async (name) => {
    const { input, token } = prepare(name);
    const sent = { name, input: withCanaries(name, await input()), token: token?.() };
    const { requestId, code } = await send(sent);
    expect(code).toBeUndefined();
    const { policy, service } = POLICIES.get(`Mutation.${name}`) ?? {};
    const action = policy?.audit;
    if (!isAuditAction(action)) throw new Error(`${name} has no action`);
    // Nobody waits for an outcome, and what is read on the way has entries too.
    const isOutcome = (entry: RecordedEntry): boolean => entry.kind === 'OUTCOME' && entry.action === action;
    await until(async () => (await log.entriesOf(requestId)).some(isOutcome));
    const all = await log.entriesOf(requestId);
    const own = all.filter((entry) => entry.action === action);
    const { targets, tiers } = auditAction(action);
    const said = {
      action,
      service,
      // Who signs in or up is known by the time it is recorded, or not yet.
      ...(sent.token === undefined ? {} : { actorId: subjectOf(sent.token) }),
      onBehalfOfId: null,
      targetType: own[0]?.targetType,
      targetId: expect.any(String),
      tier: own[0]?.tier,
    };
    expect(targets).toContain(own[0]?.targetType);
    expect(tiers).toContain(own[0]?.tier);
    expect(own).toEqual([
      expect.objectContaining({
        ...said,
        kind: 'PREPARED',
        outcome: 'ATTEMPTED',
        hasSession: sent.token !== undefined,
      }),
      expect.objectContaining({ ...said, kind: 'OUTCOME', outcome: 'COMMITTED' }),
    ]);
    const others = all.filter((entry) => !own.includes(entry));
    expect([...new Set(others.map((entry) => `${entry.kind} ${entry.action} ${entry.outcome}`))]).toEqual(
      (ON_THE_WAY[name] ?? []).map((reading) => `FACT ${reading} OK`),
    );
  });

  test('by a proxy: with on whose behalf, and by which grant', async () => {
    const owner = await somebody(stack.url, 'principal');
    const offer = { role: 'PROXY', accessLevel: 'LIMITED_WRITE', tiers: ['GREEN', 'AMBER'] } as const;
    const proxy = await grantee(stack.url, owner.person, offer, 'proxy');
    const onBehalfOf = subjectOf(owner.person.accessToken());
    const token = proxy.person.accessToken();
    const { requestId } = await send({ name: 'addPerson', input: { fullName: CANARY, onBehalfOf }, token });
    const said = { actorId: subjectOf(token), onBehalfOfId: onBehalfOf, grantId: proxy.grantId };
    expect(await recorded(requestId, 2)).toEqual([
      expect.objectContaining({ ...said, kind: 'PREPARED', action: 'vault.person.create' }),
      expect.objectContaining({ ...said, kind: 'OUTCOME', outcome: 'COMMITTED' }),
    ]);
  });

  test('by a partner’s system that signs in', async () => {
    const requestId = randomUUID();
    const token = await partnerToken({ url: stack.url, state: stack.paths.state }, { 'x-request-id': requestId });
    secrets.add(token);
    const said = { action: 'identity.client.authenticate', actorType: 'SERVICE_ACCOUNT', actorId: subjectOf(token) };
    expect(await recorded(requestId, 2)).toEqual([
      expect.objectContaining({ ...said, kind: 'PREPARED' }),
      expect.objectContaining({ ...said, kind: 'OUTCOME', outcome: 'COMMITTED' }),
    ]);
  });

  test('a refresh token that was used ends its session', async () => {
    const input = await prepare('refreshSession').input();
    const { requestId, code } = await send({ name: 'refreshSession', input, token: undefined });
    expect(code).toBe('REFRESH_TOKEN_INVALID');
    expect((await recorded(requestId, 2)).map(({ kind, action }) => `${kind} ${action}`)).toEqual([
      'PREPARED identity.refresh.reuse',
      'OUTCOME identity.refresh.reuse',
    ]);
  });
});

/** Readings of others' entries; each is one fact. */
const READINGS: Readonly<Record<string, string>> = {
  'Query.auditEntries': '{ auditEntries(first: 1) { nodes { index } } }',
};

describe('[R-109] what is read of others is one entry', () => {
  test.each(Object.entries(READINGS))('%s', async (coordinate, query) => {
    const action = POLICIES.get(coordinate)?.policy.audit;
    const requestId = randomUUID();
    const token = auditor.person.accessToken();
    const answer = await createGraphClient(stack.url).execute({ query, token, headers: { 'x-request-id': requestId } });
    answer.expectData();
    expect(await recorded(requestId, 1)).toEqual([
      expect.objectContaining({
        kind: 'FACT',
        action,
        outcome: 'OK',
        actorId: subjectOf(token),
        targetType: 'AuditLog',
      }),
    ]);
  });

  test('a bundle of entries of the published log', async () => {
    const requestId = randomUUID();
    const token = auditor.person.accessToken();
    const bundle = await fetch(`${stack.url}/log/tile/entries/000.p/1`, {
      headers: { ...bearer(token), 'x-request-id': requestId },
    });
    expect(bundle.status).toBe(200);
    expect(await recorded(requestId, 1)).toEqual([
      expect.objectContaining({ kind: 'FACT', action: 'audit.entry.read', outcome: 'OK', actorId: subjectOf(token) }),
    ]);
  });
});

/** What a mutation answers that gives an address out. */
interface Given {
  readonly uploadUrl?: string;
  readonly downloadUrl?: string;
  readonly url?: string;
  readonly document?: { readonly id: string };
}

describe('[R-109] bytes', () => {
  const content = Buffer.from(`${CANARY} in the bytes of a document\n`);
  const UPLOAD =
    'mutation ($input: RequestUploadInput!) { requestUpload(input: $input) { document { id } uploadUrl } }';
  const DOWNLOAD = 'mutation ($input: RequestDownloadInput!) { requestDownload(input: $input) { downloadUrl } }';
  const PACK = 'mutation ($input: PackIdInput!) { requestPackDownload(input: $input) { downloadUrl } }';
  const LINK = 'mutation ($input: IssueShareLinkInput!) { issueShareLink(input: $input) { url } }';
  const OPEN = 'mutation ($input: OpenShareLinkInput!) { openShareLink(input: $input) { downloadUrl } }';
  let owner: Somebody;
  let documentId: string;

  beforeAll(async () => {
    owner = await somebody(stack.url, 'owner');
  });

  /** Runs a mutation that gives an address out. */
  async function ask(query: string, input: unknown): Promise<{ address: string; documentId: string }> {
    const [given = {}] = Object.values((await owner.execute<Record<string, Given>>(query, { input })).expectData());
    const address = given.uploadUrl ?? given.downloadUrl ?? given.url ?? '';
    secrets.add(address.split(/[/=]/u).at(-1) ?? address);
    return { address, documentId: given.document?.id ?? '' };
  }

  /** @returns kind, action and outcome of each entry of the transfer */
  async function transfer(
    address: string,
    options: { readonly token?: string | undefined; readonly put?: Buffer; readonly count?: number },
  ): Promise<{ status: number; entries: string[]; actors: (string | null)[] }> {
    const requestId = randomUUID();
    const { token, put, count = 2 } = options;
    const answer = await fetch(address, {
      ...(put === undefined ? {} : { method: 'PUT', body: put }),
      headers: {
        'content-type': 'text/plain',
        'x-request-id': requestId,
        ...(token === undefined ? {} : bearer(token)),
      },
    });
    await answer.arrayBuffer();
    const entries = await recorded(requestId, count);
    return {
      status: answer.status,
      entries: entries.map(({ kind, action, outcome }) => `${kind} ${action} ${outcome}`),
      actors: [...new Set(entries.map(({ actorId }) => actorId))],
    };
  }
  const done = (action: string): string[] => [`PREPARED ${action} ATTEMPTED`, `OUTCOME ${action} COMMITTED`];
  const refused = ['FACT security.authz.deny DENIED'];
  const mine = (): { token: string } => ({ token: owner.person.accessToken() });
  const announce = async (): Promise<string> => {
    const sha256 = createHash('sha256').update(content).digest('hex');
    const form = { title: CANARY, type: 'OTHER', tier: 'RED', mediaType: 'text/plain' };
    const announced = await ask(UPLOAD, { ...form, byteSize: content.length, sha256 });
    documentId = announced.documentId;
    return announced.address;
  };

  test('that come in: kept, or refused', async () => {
    const actors = [subjectOf(owner.person.accessToken())];
    const wrong = await transfer(await announce(), { ...mine(), put: Buffer.alloc(content.length, 'x') });
    expect(wrong).toEqual({ status: 422, entries: done('vault.version.refuse'), actors });
    const address = await announce();
    expect(await transfer(address, { ...mine(), put: content })).toEqual({
      status: 201,
      entries: done('vault.version.store'),
      actors,
    });
    const again = await transfer(address, { ...mine(), put: content, count: 1 });
    expect(again).toEqual({ status: 404, entries: refused, actors });
  });

  test('that go out: delivered once, to the one they are for', async () => {
    const actors = [subjectOf(owner.person.accessToken())];
    const { address } = await ask(DOWNLOAD, { documentId });
    expect(await transfer(address, mine())).toEqual({ status: 200, entries: done('vault.version.deliver'), actors });
    expect(await transfer(address, { ...mine(), count: 1 })).toEqual({ status: 404, entries: refused, actors });
  });

  test('of a pack, for its owner and by a share link', async () => {
    const caseId = await emergencyPack(owner.person);
    const packId = await exportOf(owner.person, caseId);
    const own = (await ask(PACK, { packId })).address;
    const actors = [subjectOf(owner.person.accessToken())];
    expect(await transfer(own, mine())).toEqual({ status: 200, entries: done('case.pack.deliver'), actors });
    expect(await transfer(own, { ...mine(), count: 1 })).toEqual({ status: 404, entries: refused, actors });

    const link = (await ask(LINK, { caseId })).address;
    const token = new URL(link).searchParams.get('token') ?? '';
    const shared = (await ask(OPEN, { token })).address;
    expect(await transfer(shared, {})).toEqual({ status: 200, entries: done('case.pack.deliver'), actors: [null] });
    const guessed = shared.replace(/[^/]+$/u, 'A'.repeat(43));
    expect(await transfer(guessed, { count: 1 })).toEqual({ status: 404, entries: refused, actors: [null] });
  });
});

describe('[R-109] [R-157] somebody who is erased', () => {
  let person: Somebody;
  let personId: string;
  /** Everything that the job wrote. */
  let written = '';

  beforeAll(async () => {
    person = await somebody(stack.url, 'erased');
    personId = subjectOf(person.person.accessToken()) ?? '';
  });

  async function erase(...args: string[]): Promise<{ code: number; erased: { intentId: string; entries: number }[] }> {
    const { code, out, err } = await runEraser(stack, ['--principal', personId, '--reference', 'E2E-1', ...args]);
    written += out + err;
    return { code, ...(JSON.parse(out || '{"erased":[]}') as { erased: { intentId: string; entries: number }[] }) };
  }

  test('is one attempt, one report and one outcome, by the job', async () => {
    expect(await erase('--ground', 'data-subject-request', '--dry-run')).toMatchObject({
      code: 0,
      wouldErase: [{ details: expect.any(Number) as unknown }],
    });
    const { code, erased } = await erase('--ground', 'data-subject-request');
    expect({ code, erased }).toMatchObject({ code: 0, erased: [{ nameKept: false }] });
    const by = { service: 'eraser', actorType: 'SYSTEM', actorId: null };
    expect(await log.entriesOf(`erasure-${erased[0]?.intentId ?? ''}`)).toEqual([
      expect.objectContaining({ ...by, kind: 'PREPARED', action: 'audit.detail.erase', targetId: null }),
      expect.objectContaining({ ...by, kind: 'FACT', action: 'audit.erasure.report', outcome: 'OK' }),
      expect.objectContaining({ ...by, kind: 'OUTCOME', action: 'audit.detail.erase', outcome: 'COMMITTED' }),
    ]);
    expect(written).not.toContain(person.person.email);
  });

  test('has an excerpt that begins anew', async () => {
    const answer = await person.execute<{ me: { auditTrail: { nodes: unknown[] } } }>(
      '{ me { auditTrail(first: 5) { nodes { id } } } }',
    );
    expect(answer.expectData().me.auditTrail.nodes).toEqual([]);
  });

  test.each([
    ['no ground', []],
    ['a ground that is none', ['--ground', 'because']],
  ])('is not for %s', async (_what, args) => {
    expect(await erase(...args)).toMatchObject({ code: 2, erased: [] });
  });
});

test('[R-109] a sandbox that gives way to newer ones is closed, person by person', async () => {
  let requestId = '';
  // One more than one asker has at a time.
  for (let made = 0; made < 11; made += 1) {
    requestId = randomUUID();
    const headers = { 'content-type': 'application/json', 'x-request-id': requestId };
    const { status } = await fetch(`${stack.url}/explorer/sandbox`, { method: 'POST', headers, body: '{}' });
    expect(status).toBe(200);
  }
  const closings = async (): Promise<RecordedEntry[]> =>
    (await log.entriesOf(requestId)).filter(({ action }) => action === 'identity.principal.close');
  await until(async () => (await closings()).length >= 12);
  const by = { service: 'identity', actorType: 'SYSTEM' };
  const entries = await closings();
  expect(entries.filter(({ kind }) => kind === 'PREPARED')).toEqual(Array(6).fill(expect.objectContaining(by)));
  expect(entries.filter(({ outcome }) => outcome === 'COMMITTED')).toHaveLength(6);
});

test('[R-109] there is no action in the registry that was not recorded here', async () => {
  expect(await log.actions()).toEqual(Object.keys(AUDIT_ACTIONS).sort());
});

describe('[R-117] [R-118] what leaves the processes', () => {
  test('each entry, as one line that is its leaf', async () => {
    const leaves = await log.leaves();
    const forwarded = async (): Promise<{ index: number }[]> => {
      // The log has what the runtime says on its standard error, too.
      const text = (await readLogs(stack.paths.logs))['audit.log'] ?? '';
      const lines = text
        .split('\n')
        .slice(0, -1)
        .filter((line) => line.startsWith('{'));
      return lines.flatMap((line) => {
        const { _logType, audit } = JSON.parse(line) as { _logType?: string; audit: { index: number } };
        return _logType === 'audit' ? [audit] : [];
      });
    };
    await until(async () => (await forwarded()).length >= leaves.length);
    const entries = (await forwarded()).slice(0, leaves.length);
    expect(entries.map(({ index }) => index)).toEqual(leaves.map((_leaf, index) => index));
    expect(entries.map(({ index: _index, ...leaf }) => canonicalJson(leaf).toString())).toEqual(leaves);
  });

  test('every text that somebody can write into the API has a canary or is known to be none', () => {
    expect(unclassifiedTextFields()).toEqual([]);
  });

  test('no canary, no address, no number and no secret in any leaf or log line', async () => {
    const metrics = await (await fetch(`http://127.0.0.1:${String(stack.ports.audit)}/metrics`)).text();
    const beside = await log.besideTheLog();
    const texts = {
      ...(await readLogs(stack.paths.logs)),
      leaves: (await log.leaves()).join('\n'),
      metrics,
      ...beside,
    };
    expect(Object.keys(texts).length).toBeGreaterThan(6);
    const found = Object.entries(texts).flatMap(([name, text]) =>
      [CANARY, CANARY.toLowerCase(), CANARY_PHONE, '@lifeready.example', '+27110000000', ...secrets]
        .filter((canary) => text.includes(canary))
        .map((canary) => `${name}: ${canary}`),
    );
    expect(found).toEqual([]);
    expect(secrets.size).toBeGreaterThan(20);
  });
});
