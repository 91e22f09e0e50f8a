import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseUsageExport } from '../../../gateway/registry/usage-export.ts';
import { createGraphClient } from '../../support/e2e/graph-client.ts';
import { partnerToken } from '../../support/e2e/partner-token.ts';
import { somebody } from '../../support/e2e/people.ts';
import { sharedStack } from '../../support/e2e/shared-stack.ts';
import { demoPerson } from '../../support/e2e/world.ts';
import { until } from '../../support/until.ts';
import { runOperations } from './run-operations.ts';
import type { Exchange } from '../../support/e2e/graph-client.ts';
import type { OperationsRun } from './run-operations.ts';

/** The demo's service account; it has documents of the files already. */
const CLIENT = 'partner-demo';

let folder: string;
let operator: string;
let partner: string;
beforeAll(async () => {
  const { url, state } = sharedStack();
  folder = await mkdtemp(path.join(tmpdir(), 'lifeready-operations-'));
  operator = (await demoPerson(url, path.join(state, 'people.json'), 'operator')).person.accessToken();
  partner = await partnerToken();
});
afterAll(() => rm(folder, { recursive: true }));

const file = (name: string): string => path.join(folder, name);
const operations = (...args: readonly string[]): Promise<OperationsRun> =>
  runOperations(operator, ...args, '--endpoint', sharedStack().url);
const runById = (documentId: string, token: string): Promise<Exchange<unknown>> =>
  createGraphClient(sharedStack().url).execute({ body: { documentId }, token });

/** Waits until something holds on whichever instances answer one after the other. */
const everywhere = (holds: () => Promise<boolean>): Promise<void> =>
  until(async () => {
    for (let asked = 0; asked < 4; asked += 1) if (!(await holds())) return false;
    return true;
  });

/** A text that nobody has registered, and its id. */
function newDocument(): { readonly id: string; readonly body: string } {
  const body = `query Catalogue${randomUUID().replaceAll('-', '')} { caseTypes { type } }`;
  return { id: createHash('sha256').update(body).digest('hex'), body };
}

async function manifestOf(...documents: readonly { id: string; body: string }[]): Promise<string> {
  const name = file(`${randomUUID()}.json`);
  await writeFile(name, JSON.stringify(Object.fromEntries(documents.map(({ id, body }) => [id, body]))));
  return name;
}

describe('[R-060] a partner is taken on', () => {
  const document = newDocument();

  test('with a key of its own, which an operator registers', async () => {
    expect(await operations('register', CLIENT)).toMatchObject({ code: 0 });
    const made = await runOperations(undefined, 'keygen', CLIENT, '--out', file('key'));
    expect(made).toMatchObject({ code: 0, json: { client: CLIENT } });
    expect(made.out).not.toContain('privateKey');
    const added = await operations('add-key', CLIENT, file('key.pub'));
    expect(added).toMatchObject({ code: 0, json: { kid: made.json['kid'] } });
    expect((await operations('list', CLIENT)).json).toMatchObject({
      name: CLIENT,
      mode: 'IDS_ONLY',
      keys: [{ kid: made.json['kid'], revokedAt: null }],
    });
  });

  test('and runs what it signed, by id, soon after it was published', async () => {
    (await runById(document.id, partner)).expectError('PERSISTED_QUERY_NOT_IN_LIST');
    const manifest = await manifestOf(document);
    expect(
      await runOperations(undefined, 'sign', CLIENT, manifest, '--key', file('key'), '--out', file('jws')),
    ).toMatchObject({ code: 0 });
    expect(await operations('publish', CLIENT, file('jws'))).toMatchObject({
      code: 0,
      json: { added: 1, kept: 0, documents: [{ documentId: document.id, maxCost: expect.any(Number) }] },
    });
    await everywhere(async () => (await runById(document.id, partner)).errors.length === 0);
    expect((await runById(document.id, partner)).expectData()).toHaveProperty('caseTypes');
  });

  test('while nobody else runs it, and the partner nothing else', async () => {
    const web = (await somebody(sharedStack().url)).person.accessToken();
    (await runById(document.id, web)).expectError('PERSISTED_QUERY_NOT_IN_LIST');
    const text = await createGraphClient(sharedStack().url).execute({ query: document.body, token: partner });
    text.expectError('PERSISTED_QUERY_ID_REQUIRED');
  });

  test('a document that is in use is kept, until it is forced away', async () => {
    await until(async () => {
      const { json } = await operations('list', CLIENT);
      const listed = json['documents'] as { documentId: string; uses: number }[];
      return listed.some(({ documentId, uses }) => documentId === document.id && uses > 0);
    });
    expect(await operations('retire', CLIENT, document.id)).toMatchObject({
      code: 3,
      json: { retired: 0, inUse: [{ documentId: document.id, count: expect.any(Number) }] },
    });
    (await runById(document.id, partner)).expectData();
    expect(await operations('retire', CLIENT, document.id, '--force')).toMatchObject({ code: 0, json: { retired: 1 } });
    await everywhere(async () => (await runById(document.id, partner)).errors.length > 0);
    (await runById(document.id, partner)).expectError('PERSISTED_QUERY_NOT_IN_LIST');
  });

  test('a key that was revoked publishes nothing more', async () => {
    const { json } = await operations('list', CLIENT);
    const [{ kid = '' } = {}] = json['keys'] as { kid?: string }[];
    expect(await operations('revoke-key', CLIENT, kid)).toMatchObject({ code: 0 });
    const again = await operations('publish', CLIENT, await manifestOf(newDocument()), '--key', file('key'));
    expect(again).toMatchObject({ code: 1, json: { error: { code: 'MANIFEST_KEY_INVALID' } } });
  });
});

describe('what is run is reported', () => {
  test('per mode, before it is set', async () => {
    expect(await operations('report', CLIENT, '--mode', 'ids-only')).toMatchObject({
      code: 0,
      json: { client: CLIENT, currentMode: 'IDS_ONLY', refusedRequests: 0 },
    });
  });

  test('as the file that the check of the schema reads', async () => {
    expect(await operations('report', '--usage', file('usage.json'), '--days', '30')).toMatchObject({ code: 0 });
    const { clients } = parseUsageExport(await readFile(file('usage.json'), 'utf8'));
    const web = clients['web']?.documents.find(({ name }) => name === 'VerifyMfa');
    expect(web?.count).toBeGreaterThan(0);
  });
});

test('[R-060] a client of ours is tightened: what it sends is noted, reported, and refused from then on', async () => {
  const client = `kiosk-${randomUUID().slice(0, 8)}`;
  const send = (query: string) =>
    createGraphClient(sharedStack().url).execute({ query, headers: { 'apollographql-client-name': client } });
  const text = 'query NotRegistered { auditCheckpoint { size } }';
  expect(await operations('register', client, '--party', 'first', '--mode', 'log-unknown')).toMatchObject({ code: 0 });
  // Until then it is a client that nobody knows, which is taken for the one of the pages.
  await until(async () => {
    (await send(text)).expectData();
    return (await operations('report', client, '--mode', 'safelist')).code === 3;
  });
  expect((await operations('report', client, '--mode', 'safelist')).json).toMatchObject({
    currentMode: 'LOG_UNKNOWN',
    unknown: [{ sample: expect.stringContaining('query NotRegistered'), count: expect.any(Number) }],
  });
  expect(await operations('mode', client, '--mode', 'safelist')).toMatchObject({ code: 0 });
  await everywhere(async () => (await send(text)).errors.length > 0);
  (await send(text)).expectError('QUERY_NOT_IN_SAFELIST');
});

test.each([
  ['nobody', (): Promise<undefined> => Promise.resolve(undefined), 'An access token'],
  ['a principal', async (): Promise<string> => (await somebody(sharedStack().url)).person.accessToken(), 'FORBIDDEN'],
] as const)('[R-034] %s changes nothing', async (_who, token, said) => {
  const run = await runOperations(await token(), 'register', 'of-somebody', '--endpoint', sharedStack().url);
  expect(run.code).toBe(1);
  expect(run.out).toContain(said);
});

test('a token goes over no line that others can read', async () => {
  const run = await runOperations(operator, 'list', '--endpoint', 'http://lifeready.example');
  expect(run).toMatchObject({
    code: 1,
    json: { error: { message: 'http://lifeready.example is not an https address.' } },
  });
});
