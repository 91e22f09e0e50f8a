import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { until } from '../../tests/support/until.ts';
import { samplePdf, sampleText } from './testing/sample-files.ts';
import { announce, get, graphql, offer, readContent, store } from './testing/vault-client.ts';
import { startVaultFixture } from './testing/vault-fixture.ts';
import type { TestCaller } from '../../tests/support/service/test-identity.ts';
import type { Announced } from './testing/vault-client.ts';
import type { VaultFixture } from './testing/vault-fixture.ts';

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

async function objectOf({ versionId }: Announced): Promise<string> {
  const [row] = await vault.rows<{ object_key: string }>(
    'SELECT object_key FROM vault.document_version WHERE id = $1',
    [versionId],
  );
  return path.join(vault.objectsRoot, row?.object_key ?? '');
}

/** Flips one bit of a stored object. */
async function tamper(announced: Announced, at: (byteSize: number) => number): Promise<void> {
  const file = await objectOf(announced);
  const bytes = await readFile(file);
  const offset = at(bytes.length);
  bytes.writeUInt8(bytes.readUInt8(offset) ^ 1, offset);
  await writeFile(file, bytes);
}

/** Changes a version as nobody can who is not the owner of the table. */
async function pastTheRules(sql: string, parameters: readonly unknown[]): Promise<void> {
  for (const trigger of ['keep_version', 'audit_guard']) {
    await vault.rows(`ALTER TABLE vault.document_version DISABLE TRIGGER ${trigger}`);
  }
  await vault.rows(sql, parameters);
  for (const trigger of ['keep_version', 'audit_guard']) {
    await vault.rows(`ALTER TABLE vault.document_version ENABLE ALWAYS TRIGGER ${trigger}`);
  }
}

function alerts(): string[] {
  return vault.logs.filter((line) => line.includes('"alert":"content_corrupt"'));
}

describe('a download', () => {
  test('[R-072] is served to be saved, and nothing else', async () => {
    const file = sampleText('My wense.\n');
    const input = { title: '../../etc/“pass”wd\u00a0<b> 日本.TXT', type: 'WILL', tier: 'AMBER' };
    const { documentId } = await store(vault, ann, file, input);
    const { status, headers, bytes } = await get(vault, ann, await offer(vault, ann, documentId));
    expect(status).toBe(200);
    expect(bytes.equals(file.bytes)).toBe(true);
    expect(headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'content-length': String(file.byteSize),
      'content-disposition': `attachment; filename*=UTF-8''etc%20%E2%80%9Cpass%E2%80%9Dwd%20b%20%E6%97%A5%E6%9C%AC.txt`,
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
  });

  test.each([1, 100, 16_383, 16_384, 16_385, 32_768, 100_000])(
    '[R-080] of %d bytes is byte for byte what came in',
    async (size) => {
      const file = size < 40 ? sampleText('x'.repeat(size)) : samplePdf(size);
      const { documentId } = await store(vault, ann, file);
      const { bytes } = await get(vault, ann, await offer(vault, ann, documentId));
      expect(bytes.equals(file.bytes)).toBe(true);
    },
  );

  test('is recorded before its first byte, or not made', async () => {
    const file = samplePdf();
    const { documentId } = await store(vault, ann, file);
    const ticket = await offer(vault, ann, documentId);
    vault.audit.unavailable = true;
    expect(await get(vault, ann, ticket)).toMatchObject({ status: 503, code: 'AUDIT_UNAVAILABLE' });
    vault.audit.unavailable = false;
    expect((await get(vault, ann, ticket)).bytes.equals(file.bytes)).toBe(true);
    const delivered = vault.audit.events.findLast((event) => event.kind === 'PREPARED');
    expect(delivered).toMatchObject({ action: 'vault.version.deliver', target: { type: 'Document', id: documentId } });
  });

  test('of a document without content is refused', async () => {
    const { documentId } = await announce(vault, ann, samplePdf());
    await expect(offer(vault, ann, documentId)).rejects.toThrow('DOCUMENT_NOT_AVAILABLE');
  });
});

describe('[R-076] a download link', () => {
  test('works once, also when it is used at once', async () => {
    const { documentId } = await store(vault, ann, samplePdf());
    const ticket = await offer(vault, ann, documentId);
    const answers = await Promise.all(Array.from({ length: 5 }, () => get(vault, ann, ticket)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404, 404, 404]);
    expect(await get(vault, ann, ticket)).toMatchObject({ status: 404, code: 'TICKET_INVALID' });
  });

  test('works for a minute', async () => {
    const { documentId } = await store(vault, ann, samplePdf());
    const ticket = await offer(vault, ann, documentId);
    vault.clock.advance(60_000);
    expect(await get(vault, ann, ticket)).toMatchObject({ status: 404, code: 'TICKET_INVALID' });
    expect(vault.audit.events.at(-1)).toMatchObject({ action: 'security.authz.deny', detail: { problem: 'expired' } });
  });

  test('works for the one session that asked for it', async () => {
    const { documentId } = await store(vault, ann, samplePdf());
    const ticket = await offer(vault, ann, documentId);
    const { sessionId } = vault.caller();
    for (const other of [vault.caller(), { ...ann, sessionId }, { ...vault.caller(), tenantId: ann.tenantId }]) {
      expect(await get(vault, other, ticket)).toMatchObject({ status: 404, code: 'TICKET_INVALID' });
    }
    expect(await get(vault, { ...ann, tiers: ['green', 'red'] }, ticket)).toMatchObject({ status: 404 });
    expect(await get(vault, { ...ann, role: 'auditor' }, ticket)).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    expect((await get(vault, ann, ticket)).status).toBe(200);
  });

  test('is taken from the gateway only, and only for somebody', async () => {
    const { documentId } = await store(vault, ann, samplePdf());
    const ticket = await offer(vault, ann, documentId);
    const call = { method: 'GET', path: `/internal/files/d/${ticket}`, requestId: 'test-request' } as const;
    await expect(vault.caseService.callJson({ ...call, contextToken: vault.vouchFor(ann) })).rejects.toMatchObject({
      code: 'SERVICE_SIGNATURE_INVALID',
    });
    await expect(vault.gateway.callJson(call)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect((await fetch(`${vault.baseUrl}${call.path}`)).status).toBe(401);
    expect((await get(vault, ann, ticket)).status).toBe(200);
  });
});

describe('stored content that was tampered with', () => {
  test('[R-072] [R-080] is refused when its first bytes are wrong, and the link still works', async () => {
    const announced = await store(vault, ann, samplePdf(200_000));
    const ticket = await offer(vault, ann, announced.documentId);
    const alertsBefore = alerts().length;
    await tamper(announced, () => 100);
    const answer = await get(vault, ann, ticket);
    expect(answer).toMatchObject({ status: 500, code: 'CIPHERTEXT_INVALID' });
    expect(alerts().length).toBe(alertsBefore + 1);
    expect(vault.audit.events.at(-1)).toMatchObject({
      kind: 'FACT',
      action: 'vault.version.deliver',
      outcome: 'FAILED',
      reasonCode: 'CIPHERTEXT_INVALID',
    });
    await tamper(announced, () => 100);
    expect((await get(vault, ann, ticket)).status).toBe(200);
  });

  test.each([
    ['in the middle', (size: number) => Math.floor(size / 2)],
    ['in its last byte', (size: number) => size - 1],
  ])('[R-072] [R-080] is cut off when it is wrong %s', async (_where, at) => {
    const announced = await store(vault, ann, samplePdf(2_000_000));
    const ticket = await offer(vault, ann, announced.documentId);
    const alertsBefore = alerts().length;
    await tamper(announced, at);
    await expect(get(vault, ann, ticket)).rejects.toThrow();
    // The client may see the cut before the service has written its line.
    await until(() => alerts().length > alertsBefore);
    expect(alerts().length).toBe(alertsBefore + 1);
  });

  test('[R-080] is cut off when chunks are missing at the end', async () => {
    const announced = await store(vault, ann, samplePdf(2_000_000));
    const file = await objectOf(announced);
    const bytes = await readFile(file);
    await writeFile(file, bytes.subarray(0, 56 + 16_400 * 100));
    await expect(get(vault, ann, await offer(vault, ann, announced.documentId))).rejects.toThrow();
  });

  test('[R-080] does not decrypt in the place of another version, even of the same owner', async () => {
    const file = samplePdf();
    const [one, two] = [await store(vault, ann, file), await store(vault, ann, file)];
    await copyFile(await objectOf(two), await objectOf(one));
    const answer = await get(vault, ann, await offer(vault, ann, one.documentId));
    expect(answer).toMatchObject({ status: 500, code: 'CIPHERTEXT_INVALID' });
  });

  test('[R-075] [R-080] does not decrypt under the row of another principal', async () => {
    const eve = vault.caller({ tenantId: ann.tenantId });
    const [mine, hers] = [await store(vault, ann, samplePdf()), await store(vault, eve, samplePdf())];
    const [content] = await vault.rows<{ object_key: string; key_id: string; wrapped_key: Buffer }>(
      'SELECT object_key, key_id, wrapped_key FROM vault.document_version WHERE id = $1',
      [mine.versionId],
    );
    await pastTheRules('UPDATE vault.document_version SET object_key = $2 WHERE id = $1', [
      mine.versionId,
      'moved away',
    ]);
    await pastTheRules(
      'UPDATE vault.document_version SET object_key = $2, key_id = $3, wrapped_key = $4 WHERE id = $1',
      [hers.versionId, content?.object_key, content?.key_id, content?.wrapped_key],
    );
    const answer = await get(vault, eve, await offer(vault, eve, hers.documentId));
    expect(answer).toMatchObject({ status: 500, code: 'CIPHERTEXT_INVALID' });
  });

  test('[R-074] is not looked for under a key that is not ours', async () => {
    const announced = await store(vault, ann, samplePdf());
    const key = `lr1/${ann.tenantId}/../${ann.tenantId}/1`;
    await pastTheRules('UPDATE vault.document_version SET object_key = $2 WHERE id = $1', [announced.versionId, key]);
    const answer = await get(vault, ann, await offer(vault, ann, announced.documentId));
    // The key is bound into the encryption, so a changed one fails before the store is asked.
    expect(answer).toMatchObject({ status: 500, code: 'CIPHERTEXT_INVALID' });
  });

  test('that is gone is an alert and no file', async () => {
    const announced = await store(vault, ann, samplePdf());
    const alertsBefore = alerts().length;
    await rm(await objectOf(announced));
    const answer = await get(vault, ann, await offer(vault, ann, announced.documentId));
    expect(answer).toMatchObject({ status: 500, code: 'OBJECT_MISSING' });
    expect(alerts().length).toBe(alertsBefore + 1);
  });
});

describe('reading content for an export', () => {
  test('gives the case service the bytes of any version, recorded', async () => {
    const [first, second] = [samplePdf(), samplePdf()];
    const one = await store(vault, ann, first);
    await store(vault, ann, second, { documentId: one.documentId });
    const answer = await readContent(vault, ann, one);
    expect(answer.status).toBe(200);
    expect(answer.bytes.equals(first.bytes)).toBe(true);
    expect(vault.audit.events.at(-1)).toMatchObject({
      kind: 'FACT',
      action: 'vault.version.read',
      outcome: 'OK',
      target: { type: 'Document', id: one.documentId, ownerPrincipalId: ann.principalId },
    });
  });

  test('[R-077] answers for what is not the caller’s as for what is not there', async () => {
    const announced = await store(vault, ann, samplePdf());
    const other = await store(vault, ann, samplePdf());
    const { documentId, versionId } = announced;
    const missing = [
      readContent(vault, vault.caller(), announced),
      readContent(vault, vault.caller({ tenantId: ann.tenantId }), announced),
      readContent(vault, { ...ann, tiers: ['green', 'red'] }, announced),
      readContent(vault, ann, { documentId: other.documentId, versionId }),
      readContent(vault, ann, { documentId, versionId: newId() }),
      readContent(vault, ann, { documentId: newId(), versionId }),
    ];
    for (const answer of await Promise.all(missing)) expect(answer).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });

  test('is for the case service only, on behalf of somebody', async () => {
    const announced = await store(vault, ann, samplePdf());
    expect(await readContent(vault, ann, announced, 'gateway')).toMatchObject({ status: 401 });
    expect(await readContent(vault, undefined, announced)).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    expect(await readContent(vault, { ...ann, role: 'operator' }, announced)).toMatchObject({ status: 403 });
    const malformed = await readContent(vault, ann, { ...announced, versionId: '1' });
    expect(malformed).toMatchObject({ status: 400, code: 'BAD_USER_INPUT' });
  });

  test('gives nothing that is not available or not recorded', async () => {
    const pending = await announce(vault, ann, samplePdf());
    expect(await readContent(vault, ann, pending)).toMatchObject({ status: 409, code: 'DOCUMENT_NOT_AVAILABLE' });
    const announced = await store(vault, ann, samplePdf());
    vault.audit.unavailable = true;
    expect(await readContent(vault, ann, announced)).toMatchObject({ status: 503, code: 'AUDIT_UNAVAILABLE' });
  });
});

test('[R-072] a download link is made for the owner alone', async () => {
  const { documentId } = await store(vault, ann, samplePdf());
  for (const other of [vault.caller(), vault.caller({ tenantId: ann.tenantId }), { ...ann, tiers: [] }]) {
    await expect(offer(vault, other, documentId)).rejects.toThrow('NOT_FOUND');
  }
  await expect(offer(vault, ann, newId())).rejects.toThrow('NOT_FOUND');
  await expect(offer(vault, ann, 'not-an-id')).rejects.toThrow('BAD_USER_INPUT');
  const { code } = await graphql(
    vault,
    undefined,
    `mutation { requestDownload(input: { documentId: "${documentId}" }) { sha256 } }`,
  );
  expect(code).toBe('UNAUTHENTICATED');
});
