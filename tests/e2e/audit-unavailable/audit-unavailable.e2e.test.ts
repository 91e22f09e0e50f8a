import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mutationNames, mutationText } from '../../support/e2e/operations.ts';
import { createGraphClient } from '../../support/e2e/graph-client.ts';
import { openAuditLine } from '../../support/e2e/audit-line.ts';
import { somebody } from '../../support/e2e/people.ts';
import { textDocument } from '../../support/e2e/world.ts';
import { startTestStack } from '../../support/e2e/test-stack.ts';
import { until } from '../../support/until.ts';
import { takeSnapshot } from '../../support/e2e/snapshot.ts';
import { prepareMutations } from './mutations.ts';
import type { AuditLine, LineState } from '../../support/e2e/audit-line.ts';
import type { Exchange } from '../../support/e2e/graph-client.ts';
import type { Somebody } from '../../support/e2e/people.ts';
import type { TestStack } from '../../support/e2e/test-stack.ts';
import type { PreparedMutation } from './prepared-mutation.ts';

/** Building the world takes two dozen sign-ups and exports. */
const WORLD_LIMIT_MS = 180_000;

const REQUEST_UPLOAD = 'mutation ($input: RequestUploadInput!) { requestUpload(input: $input) { uploadUrl } }';
const REQUEST_DOWNLOAD = 'mutation ($input: RequestDownloadInput!) { requestDownload(input: $input) { downloadUrl } }';
const ADD_ASSET = 'mutation { addAsset(input: { category: OTHER, label: "x" }) { asset { id } } }';
/** Changes that wait side by side; a service of the stack has four connections to its database. */
const AT_ONCE = 3;
const SPECIAL = ['stepUp', 'markCaseReady', 'revokeGrant', 'revokeSession'];

let line: AuditLine;
let stack: TestStack;
let prepared: Readonly<Record<string, PreparedMutation>>;

beforeAll(async () => {
  line = await openAuditLine();
  const throughLine = { AUDIT_URL: line.url };
  stack = await startTestStack({
    overrides: {
      identity: throughLine,
      vault: throughLine,
      case: throughLine,
      incident: throughLine,
      gateway: throughLine,
    },
    beforeStart: ({ audit }) => {
      line.connectTo(audit);
    },
  });
  prepared = await prepareMutations(stack);
}, WORLD_LIMIT_MS);

// Also when there is no stack: a line that is left open keeps the run from ending.
afterAll(async () => {
  try {
    await stack.dispose();
  } finally {
    await line.close();
  }
});

describe('[R-108] a change that cannot be recorded does not happen', () => {
  test('every mutation of the API is in the table', () => {
    expect(Object.keys(prepared).sort()).toEqual(mutationNames());
  });

  const rows = [
    ...(['down', 'garbage'] as const).flatMap((state) => mutationNames().map((name) => [state, [name]] as const)),
    // Each of them waits for two seconds.
    ...groupsOf(mutationNames(), AT_ONCE).map((names) => ['silent', names] as const),
  ];

  test.each(rows)('audit %s: %j changes nothing', async (state, names) => {
    line.state = 'open';
    const requests = [];
    for (const name of names) requests.push({ name, input: await rowOf(name).input(), token: rowOf(name).token?.() });
    const before = await takeSnapshot(stack);
    line.state = state;
    const answers = await Promise.all(
      requests.map(({ name, input, token }) =>
        createGraphClient(stack.url).execute({ query: mutationText(name), variables: { input }, token }),
      ),
    );
    line.state = 'open';
    for (const answer of answers) answer.expectError('AUDIT_UNAVAILABLE');
    expect(await takeSnapshot(stack)).toEqual(before);
  });
});

function rowOf(name: string): PreparedMutation {
  const mutation = prepared[name];
  if (mutation === undefined) throw new Error(`${name} has no row`);
  return mutation;
}

function groupsOf<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

describe('[R-108] bytes that cannot be recorded are neither kept nor delivered', () => {
  const content = Buffer.from('Bytes that nobody kept.\n');
  const states: readonly LineState[] = ['down', 'garbage'];

  test.each(states)(
    'audit %s: an upload leaves no version and no file, and its address works afterwards',
    async (state) => {
      const owner = await somebody(stack.url, 'uploader');
      const sha256 = createHash('sha256').update(content).digest('hex');
      const input = {
        title: 'x',
        type: 'OTHER',
        tier: 'AMBER',
        byteSize: content.length,
        sha256,
        mediaType: 'text/plain',
      };
      const { requestUpload } = (
        await onceRecorded(() => owner.execute<{ requestUpload: { uploadUrl: string } }>(REQUEST_UPLOAD, { input }))
      ).expectData();
      const put = (): Promise<Response> =>
        fetch(requestUpload.uploadUrl, {
          method: 'PUT',
          body: content,
          headers: { 'content-type': 'text/plain', ...bearer(owner) },
        });

      const before = await takeSnapshot(stack);
      line.state = state;
      const refused = await put();
      line.state = 'open';
      expect({ status: refused.status, body: await refused.json() }).toMatchObject({
        status: 503,
        body: { code: 'AUDIT_UNAVAILABLE' },
      });
      expect(await takeSnapshot(stack)).toEqual(before);
      await until(async () => (await put()).status === 201);
    },
  );

  test.each(states)('audit %s: a download delivers nothing', async (state) => {
    const owner = await somebody(stack.url, 'downloader');
    // The vault has been without the log a moment ago; once it takes this, it takes what follows.
    await onceRecorded(() => owner.execute(ADD_ASSET));
    const documentId = await textDocument(owner.person);
    const { requestDownload } = (
      await owner.execute<{ requestDownload: { downloadUrl: string } }>(REQUEST_DOWNLOAD, { input: { documentId } })
    ).expectData();
    const before = await takeSnapshot(stack);
    line.state = state;
    const refused = await fetch(requestDownload.downloadUrl, { headers: bearer(owner) });
    line.state = 'open';
    expect({ status: refused.status, body: await refused.json() }).toMatchObject({
      status: 503,
      body: { code: 'AUDIT_UNAVAILABLE' },
    });
    expect(await takeSnapshot(stack)).toEqual(before);
  });
});

describe('with the audit service back', () => {
  /** The fresh code first, what ends a session or a grant last. */
  const order = [
    'stepUp',
    'markCaseReady',
    ...mutationNames().filter((name) => !SPECIAL.includes(name)),
    ...SPECIAL.slice(2),
  ];

  test.each(order)('%s happens, so the refusals above had one reason only', async (name) => {
    const mutation = prepared[name];
    const answer = await onceRecorded(async () =>
      createGraphClient(stack.url).execute({
        query: mutationText(name),
        variables: { input: await mutation?.input() },
        token: mutation?.token?.(),
      }),
    );
    expect(answer.expectData()).toHaveProperty(name);
  });
});

/** A service that could not reach the log refuses changes until it has held the log to its receipts again, which is soon. */
async function onceRecorded<Data>(change: () => Promise<Exchange<Data>>): Promise<Exchange<Data>> {
  let answer = await change();
  await until(async () => {
    if (answer.errors[0]?.extensions.code !== 'AUDIT_UNAVAILABLE') return true;
    answer = await change();
    return false;
  });
  return answer;
}

function bearer({ person }: Somebody): { authorization: string } {
  return { authorization: `Bearer ${person.accessToken()}` };
}
