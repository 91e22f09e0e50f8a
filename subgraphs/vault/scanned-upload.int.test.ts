import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { samplePdf } from './testing/sample-files.ts';
import { startScanDaemon } from './testing/scan-daemon.ts';
import { announce, graphql, put, store } from './testing/vault-client.ts';
import { startVaultFixture } from './testing/vault-fixture.ts';
import type { TestCaller } from '../../tests/support/service/test-identity.ts';
import type { ScanDaemon } from './testing/scan-daemon.ts';
import type { VaultFixture } from './testing/vault-fixture.ts';

const CLEAN = 'stream: OK\0';

let daemon: ScanDaemon;
let vault: VaultFixture;
let ann: TestCaller;
beforeAll(async () => {
  daemon = await startScanDaemon(CLEAN);
  vault = await startVaultFixture({ SCANNER: `clamav://127.0.0.1:${String(daemon.address.port)}` });
});
afterAll(async () => {
  await vault.close();
  await daemon.close();
});
beforeEach(() => {
  ann = vault.caller();
  daemon.answer = CLEAN;
});

describe('[R-079] with a scanner', () => {
  test('the bytes as they were stored are scanned, and the version says so', async () => {
    const file = samplePdf(150_000);
    const { documentId } = await store(vault, ann, file);
    expect(daemon.scanned.at(-1)?.equals(file.bytes)).toBe(true);
    const { data } = await graphql(vault, ann, `{ document(id: "${documentId}") { currentVersion { scan } } }`);
    expect(data).toEqual({ document: { currentVersion: { scan: 'CLEAN' } } });
  });

  test('what it finds is not kept, and the link is used up', async () => {
    daemon.answer = 'stream: Eicar-Test-Signature FOUND\0';
    const file = samplePdf();
    const filesBefore = await vault.storedFiles();
    const { ticket } = await announce(vault, ann, file);
    expect(await put(vault, ann, ticket, file)).toMatchObject({ status: 422, json: { code: 'UPLOAD_NOT_CLEAN' } });
    expect(await vault.storedFiles()).toEqual(filesBefore);
    daemon.answer = CLEAN;
    expect(await put(vault, ann, ticket, file)).toMatchObject({ status: 404, json: { code: 'TICKET_INVALID' } });
  });

  test('nothing is kept while it does not answer, and the link still works', async () => {
    daemon.answer = '';
    const file = samplePdf();
    const filesBefore = await vault.storedFiles();
    const { ticket } = await announce(vault, ann, file);
    expect(await put(vault, ann, ticket, file)).toMatchObject({ status: 503, json: { code: 'SERVICE_UNAVAILABLE' } });
    expect(await vault.storedFiles()).toEqual(filesBefore);
    daemon.answer = CLEAN;
    expect((await put(vault, ann, ticket, file)).status).toBe(201);
  });

  test('readiness asks it', async () => {
    daemon.answer = 'PONG\0';
    const ready = (): Promise<unknown> => fetch(`${vault.baseUrl}/readyz`).then((response) => response.json());
    expect(await ready()).toEqual({
      status: 'ok',
      dependencies: { database: 'ok', audit: 'ok', objects: 'ok', scanner: 'ok' },
    });
    daemon.answer = 'what?\0';
    expect(await ready()).toMatchObject({ status: 'unavailable', dependencies: { scanner: 'unavailable' } });
  });
});
