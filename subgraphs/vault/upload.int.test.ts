import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { FIRST_BYTES, FOREIGN_FILES, sampleFile, samplePdf, sampleText } from './testing/sample-files.ts';
import { announce, get, graphql, offer, pieces, put, store } from './testing/vault-client.ts';
import { startVaultFixture, storedBytes } from './testing/vault-fixture.ts';
import type { TestCaller } from '../../tests/support/service/test-identity.ts';
import type { Announced } from './testing/vault-client.ts';
import type { VaultFixture } from './testing/vault-fixture.ts';

const DOCUMENT = `query ($id: ID!) {
  document(id: $id) { currentVersion { id number status scan sha256 } versions { nodes { id number status } } }
}`;

let vault: VaultFixture;
let ann: TestCaller;
beforeAll(async () => {
  vault = await startVaultFixture();
});
afterAll(() => vault.close());
beforeEach(() => {
  ann = vault.caller();
});
afterEach(() => {
  vault.audit.unavailable = false;
});

/** Nothing of the upload is left: no version, no usable link, no byte. */
async function expectNothingKept({ documentId, ticket }: Announced, filesBefore: readonly string[]): Promise<void> {
  const { data } = await graphql(vault, ann, DOCUMENT, { id: documentId });
  expect(data).toEqual({ document: { currentVersion: null, versions: { nodes: [] } } });
  expect(await vault.storedFiles()).toEqual(filesBefore);
  const again = await put(vault, ann, ticket, samplePdf());
  expect(again).toMatchObject({ status: 404, json: { code: 'TICKET_INVALID' } });
}

function auditActions(requestId: string): string[] {
  return vault.audit.events.flatMap((event) =>
    event.kind !== 'OUTCOME' && event.requestId === requestId ? [event.action] : [],
  );
}

describe('an upload', () => {
  test('[R-070] [R-071] makes the version available under the hash and size that were found', async () => {
    const file = samplePdf(200_000);
    const announced = await announce(vault, ann, file);
    const before = await graphql(vault, ann, DOCUMENT, { id: announced.documentId });
    expect(before.data).toMatchObject({
      document: { currentVersion: null, versions: { nodes: [{ id: announced.versionId, status: 'PENDING' }] } },
    });
    const answer = await put(vault, ann, announced.ticket, file);
    const { documentId, versionId } = announced;
    expect(answer).toEqual({ status: 201, json: { documentId, versionId, sha256: file.sha256, byteSize: 200_000 } });
    const after = await graphql(vault, ann, DOCUMENT, { id: documentId });
    const current = { id: versionId, number: 1, status: 'AVAILABLE', scan: 'NOT_SCANNED', sha256: file.sha256 };
    expect(after.data).toMatchObject({ document: { currentVersion: current } });
    expect((await get(vault, ann, await offer(vault, ann, documentId))).bytes.equals(file.bytes)).toBe(true);
  });

  test.each(Object.entries(FIRST_BYTES))('[R-079] of %s is accepted', async (mediaType, bytes) => {
    await store(vault, ann, sampleFile(bytes, mediaType as keyof typeof FIRST_BYTES));
  });

  test('[R-079] of text is accepted whatever its script, also cut in the middle of a character', async () => {
    const file = sampleText('Laaste wil en testament – Ngiyakwamukela 日本語 🙂\n'.repeat(200));
    const { ticket } = await announce(vault, ann, file);
    const answer = await put(vault, ann, ticket, { ...file, bytes: Readable.from(pieces(file.bytes, 7)) });
    expect(answer.status).toBe(201);
  });

  test('[R-080] leaves no plaintext in the object store', async () => {
    const secret = 'the safe is behind the third painting';
    await store(vault, ann, sampleText(`${secret}\n`.repeat(2_000)));
    const atRest = await storedBytes(vault);
    expect(atRest.length).toBeGreaterThan(secret.length * 2_000);
    expect(atRest.includes(secret)).toBe(false);
  });

  test('[R-073] [R-075] is kept under a key that the server chose, below the tenant', async () => {
    const { versionId } = await store(vault, ann, samplePdf());
    const [row] = await vault.rows<{ object_key: string }>(
      'SELECT object_key FROM vault.document_version WHERE id = $1',
      [versionId],
    );
    expect(row?.object_key).toMatch(new RegExp(`^lr1/${ann.tenantId}/[0-9a-f-]{36}/1$`));
    expect((await vault.storedFiles()).filter((file) => file.startsWith('quarantine'))).toEqual([]);
  });

  test('writes no title to the audit log or the log', async () => {
    const title = 'Zanele se laaste wil';
    const file = samplePdf();
    const { documentId } = await store(vault, ann, file, {
      title,
      type: 'WILL',
      tier: 'AMBER',
      tags: ['geheim-woord'],
    });
    await get(vault, ann, await offer(vault, ann, documentId));
    const written = JSON.stringify(vault.audit.events) + vault.logs.join('');
    expect(written).not.toContain('Zanele');
    expect(written).not.toContain('geheim-woord');
  });
});

describe('an upload that is not what was announced keeps nothing', () => {
  const cases: readonly [string, string, (file: ReturnType<typeof samplePdf>) => Buffer][] = [
    ['other bytes', 'UPLOAD_HASH_MISMATCH', ({ bytes }) => Buffer.concat([bytes.subarray(0, -1), Buffer.from('!')])],
    ['a byte too many', 'UPLOAD_SIZE_MISMATCH', ({ bytes }) => Buffer.concat([bytes, Buffer.from('!')])],
    ['a byte too few', 'UPLOAD_SIZE_MISMATCH', ({ bytes }) => bytes.subarray(0, -1)],
    ['no byte', 'UPLOAD_SIZE_MISMATCH', () => Buffer.alloc(0)],
    [
      'many times the size',
      'UPLOAD_SIZE_MISMATCH',
      ({ bytes }) => Buffer.concat(Array.from({ length: 100 }, () => bytes)),
    ],
  ];
  test.each(cases)('[R-071] %s: %s', async (_what, code, change) => {
    const file = samplePdf();
    const filesBefore = await vault.storedFiles();
    const announced = await announce(vault, ann, file);
    const answer = await put(vault, ann, announced.ticket, { ...file, bytes: change(file) });
    expect(answer).toMatchObject({ status: 422, json: { code } });
    await expectNothingKept(announced, filesBefore);
  });

  test('[R-071] a length in the header other than announced is refused before the bytes come', async () => {
    const file = samplePdf();
    const filesBefore = await vault.storedFiles();
    const announced = await announce(vault, ann, { ...file, byteSize: file.byteSize + 1 });
    const answer = await put(vault, ann, announced.ticket, file, { 'content-length': String(file.byteSize) });
    expect(answer).toMatchObject({ status: 422, json: { code: 'UPLOAD_SIZE_MISMATCH' } });
    await expectNothingKept(announced, filesBefore);
  });

  const foreign = Object.entries(FOREIGN_FILES).flatMap(([what, { bytes, readsAsText }]) =>
    (['image/png', 'application/pdf', 'text/plain'] as const)
      .filter((mediaType) => mediaType !== 'text/plain' || !readsAsText)
      .map((mediaType) => [what, mediaType, bytes] as const),
  );
  test.each(foreign)('[R-079] %s under the name of %s', async (_what, mediaType, bytes) => {
    const filesBefore = await vault.storedFiles();
    const file = sampleFile(bytes, mediaType);
    const announced = await announce(vault, ann, file);
    const answer = await put(vault, ann, announced.ticket, file);
    expect(answer).toMatchObject({ status: 422, json: { code: 'UPLOAD_TYPE_MISMATCH' } });
    await expectNothingKept(announced, filesBefore);
  });

  test.each([
    ['a NUL', Buffer.from('text with a \0 in it')],
    ['a byte that is no UTF-8', Buffer.from('latin1 caf\xe9', 'latin1')],
    ['half a character at the end', Buffer.from('caf\xc3', 'latin1')],
  ])('[R-079] text with %s', async (_what, bytes) => {
    const file = sampleFile(bytes, 'text/plain');
    const { ticket } = await announce(vault, ann, file);
    const answer = await put(vault, ann, ticket, file);
    expect(answer).toMatchObject({ status: 422, json: { code: 'UPLOAD_TYPE_MISMATCH' } });
  });

  test('[R-079] a content type other than announced', async () => {
    const file = samplePdf();
    const filesBefore = await vault.storedFiles();
    const announced = await announce(vault, ann, file);
    const answer = await put(vault, ann, announced.ticket, { ...file, mediaType: 'application/json' });
    expect(answer).toMatchObject({ status: 422, json: { code: 'UPLOAD_TYPE_MISMATCH' } });
    await expectNothingKept(announced, filesBefore);
  });

  test('bytes that break off', async () => {
    const file = samplePdf(300_000);
    const filesBefore = await vault.storedFiles();
    const announced = await announce(vault, ann, file);
    const broken = new Readable({ read: () => undefined });
    broken.push(file.bytes.subarray(0, 100_000));
    const answer = put(vault, ann, announced.ticket, { ...file, bytes: broken });
    const failed = expect(answer).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await eventually(
      () => vault.storedFiles(),
      (files) => files.length > filesBefore.length,
    );
    broken.destroy(new Error('the client hung up'));
    await failed;
    await eventually(
      () => vault.rows('SELECT id FROM vault.document_version WHERE id = $1', [announced.versionId]),
      (rows) => rows.length === 0,
    );
    await expectNothingKept(announced, filesBefore);
  });

  test('is recorded with the reason, under its own action', async () => {
    const file = samplePdf();
    const { ticket, documentId } = await announce(vault, ann, file);
    await put(vault, ann, ticket, { ...file, bytes: Buffer.from('%PDF-') });
    const refusal = vault.audit.events.findLast((event) => event.kind === 'PREPARED');
    expect(refusal).toMatchObject({
      action: 'vault.version.refuse',
      target: { type: 'Document', id: documentId, ownerPrincipalId: ann.principalId },
      detail: { reason: 'UPLOAD_SIZE_MISMATCH' },
    });
  });
});

describe('[R-076] an upload link', () => {
  test('works once', async () => {
    const file = samplePdf();
    const { ticket } = await store(vault, ann, file);
    expect(await put(vault, ann, ticket, file)).toMatchObject({ status: 404, json: { code: 'TICKET_INVALID' } });
    expect(vault.audit.events.at(-1)).toMatchObject({
      action: 'security.authz.deny',
      outcome: 'DENIED',
      reasonCode: 'TICKET_INVALID',
      detail: { purpose: 'upload', problem: 'used' },
    });
  });

  test('works for ten minutes', async () => {
    const file = samplePdf();
    const { ticket } = await announce(vault, ann, file);
    vault.clock.advance(600_000);
    expect(await put(vault, ann, ticket, file)).toMatchObject({ status: 404, json: { code: 'TICKET_INVALID' } });
  });

  test('works for the one session that asked for it', async () => {
    const file = samplePdf();
    const { ticket } = await announce(vault, ann, file);
    const { sessionId } = vault.caller();
    for (const other of [vault.caller(), { ...ann, sessionId }, { ...vault.caller(), tenantId: ann.tenantId }]) {
      expect(await put(vault, other, ticket, file)).toMatchObject({ status: 404, json: { code: 'TICKET_INVALID' } });
    }
    expect((await put(vault, ann, ticket, file)).status).toBe(201);
  });

  test('works only while its holder may still do what it is for', async () => {
    const file = samplePdf();
    const { ticket } = await announce(vault, ann, file);
    expect(await put(vault, { ...ann, scopes: ['read:all'] }, ticket, file)).toMatchObject({ status: 403 });
    expect(await put(vault, { ...ann, tiers: ['green'] }, ticket, file)).toMatchObject({ status: 404 });
    expect((await put(vault, ann, ticket, file)).status).toBe(201);
  });

  test('cannot be guessed, changed or turned into a download', async () => {
    const file = samplePdf();
    const { documentId, ticket } = await announce(vault, ann, file);
    const changed = (ticket.startsWith('A') ? 'B' : 'A') + ticket.slice(1);
    for (const other of [changed, 'x', `${ticket}x`, 'A'.repeat(43)]) {
      expect(await put(vault, ann, other, file)).toMatchObject({ status: 404, json: { code: 'TICKET_INVALID' } });
    }
    expect(await get(vault, ann, ticket)).toMatchObject({ status: 404, code: 'TICKET_INVALID' });
    expect((await put(vault, ann, ticket, file)).status).toBe(201);
    const download = await offer(vault, ann, documentId);
    expect(await put(vault, ann, download, file)).toMatchObject({ status: 404, json: { code: 'TICKET_INVALID' } });
  });

  test('is stored as a hash only', async () => {
    const { ticket } = await announce(vault, ann, samplePdf());
    const rows = await vault.rows<{ row: string }>('SELECT t::text AS row FROM vault.transfer_ticket t');
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.some(({ row }) => row.includes(ticket) || row.includes(Buffer.from(ticket).toString('hex')))).toBe(
      false,
    );
  });

  test('[R-071] has one winner when it is used at once', async () => {
    const file = samplePdf(150_000);
    const filesBefore = await vault.storedFiles();
    const { ticket, documentId } = await announce(vault, ann, file);
    const answers = await Promise.all(Array.from({ length: 6 }, () => put(vault, ann, ticket, file)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 404, 404, 404, 404, 404]);
    expect((await vault.storedFiles()).length).toBe(filesBefore.length + 1);
    expect((await get(vault, ann, await offer(vault, ann, documentId))).bytes.equals(file.bytes)).toBe(true);
  });
});

describe('a further version', () => {
  test('gets the next number and becomes the current one', async () => {
    const first = await store(vault, ann, samplePdf());
    const { documentId } = first;
    const second = await store(vault, ann, samplePdf(), { documentId });
    expect(second.documentId).toBe(documentId);
    const { data } = await graphql(vault, ann, DOCUMENT, { id: documentId });
    expect(data).toMatchObject({
      document: {
        currentVersion: { id: second.versionId, number: 2 },
        versions: { nodes: [{ number: 2 }, { number: 1 }] },
      },
    });
  });

  test('[R-071] with content that the document has is a conflict, when announced and when sent', async () => {
    const file = samplePdf();
    const { documentId, ticket } = await announce(vault, ann, file);
    const twin = await announce(vault, ann, file, { documentId });
    expect((await put(vault, ann, ticket, file)).status).toBe(201);
    const filesBefore = await vault.storedFiles();
    expect(await put(vault, ann, twin.ticket, file)).toMatchObject({ status: 409, json: { code: 'CONFLICT' } });
    await expect(announce(vault, ann, file, { documentId })).rejects.toThrow('CONFLICT');
    expect(await vault.storedFiles()).toEqual(filesBefore);
    const { data } = await graphql(vault, ann, DOCUMENT, { id: documentId });
    expect(data).toMatchObject({ document: { versions: { nodes: [{ number: 1, status: 'AVAILABLE' }] } } });
  });

  test('announced at once gets a number of its own or a conflict', async () => {
    const { documentId } = await store(vault, ann, samplePdf());
    const results = await Promise.allSettled(
      Array.from({ length: 4 }, () => announce(vault, ann, samplePdf(), { documentId })),
    );
    const { data } = await graphql(vault, ann, DOCUMENT, { id: documentId });
    const { nodes } = (data?.['document'] as { versions: { nodes: { number: number }[] } }).versions;
    const won = results.filter(({ status }) => status === 'fulfilled').length;
    expect(won).toBeGreaterThan(0);
    expect(nodes.map(({ number }) => number)).toEqual(Array.from({ length: won + 1 }, (_, index) => won + 1 - index));
  });
});

describe('without the audit log', () => {
  test('[R-077] an announcement leaves no row', async () => {
    vault.audit.unavailable = true;
    await expect(announce(vault, ann, samplePdf())).rejects.toThrow('AUDIT_UNAVAILABLE');
    const rows = await vault.rows('SELECT id FROM vault.document WHERE principal_id = $1', [ann.principalId]);
    expect(rows).toEqual([]);
  });

  test('an upload leaves no version and no file, and works afterwards with the same link', async () => {
    const file = samplePdf();
    const { ticket, versionId } = await announce(vault, ann, file);
    const filesBefore = await vault.storedFiles();
    vault.audit.unavailable = true;
    expect(await put(vault, ann, ticket, file)).toMatchObject({ status: 503, json: { code: 'AUDIT_UNAVAILABLE' } });
    expect(await vault.storedFiles()).toEqual(filesBefore);
    const status = await vault.rows('SELECT status FROM vault.document_version WHERE id = $1', [versionId]);
    expect(status).toEqual([{ status: 'pending' }]);
    vault.audit.unavailable = false;
    expect((await put(vault, ann, ticket, file)).status).toBe(201);
  });

  test('a refusal is not settled either, and still keeps no byte', async () => {
    const file = samplePdf();
    const { ticket } = await announce(vault, ann, file);
    const filesBefore = await vault.storedFiles();
    vault.audit.unavailable = true;
    const answer = await put(vault, ann, ticket, { ...file, bytes: Buffer.from('%PDF-other') });
    expect(answer).toMatchObject({ status: 503, json: { code: 'AUDIT_UNAVAILABLE' } });
    expect(await vault.storedFiles()).toEqual(filesBefore);
  });
});

test('each step of an upload is recorded before it is done', async () => {
  const { documentId } = await store(vault, ann, samplePdf());
  expect(auditActions('test-upload').at(-1)).toBe('vault.version.store');
  const kinds = vault.audit.events.flatMap((event) =>
    event.kind !== 'OUTCOME' && event.target.id === documentId ? [`${event.kind} ${event.action}`] : [],
  );
  expect(kinds).toEqual(['PREPARED vault.document.request_upload', 'PREPARED vault.version.store']);
  const committed = vault.audit.events.filter((event) => event.kind === 'OUTCOME' && event.outcome === 'COMMITTED');
  expect(committed.length).toBeGreaterThan(1);
});

/** Asks again until the answer is the awaited one; jest's time limit ends it. */
async function eventually<Value>(ask: () => Promise<Value>, awaited: (value: Value) => boolean): Promise<void> {
  while (!awaited(await ask())) await new Promise(setImmediate);
}
