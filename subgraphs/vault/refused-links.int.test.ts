import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { samplePdf } from './testing/sample-files.ts';
import { get, offer, put, store } from './testing/vault-client.ts';
import { startVaultFixture } from './testing/vault-fixture.ts';
import type { TestCaller } from '../../tests/support/service/test-identity.ts';
import type { VaultFixture } from './testing/vault-fixture.ts';

let vault: VaultFixture;
let ann: TestCaller;
beforeAll(async () => {
  vault = await startVaultFixture();
});
beforeEach(() => {
  ann = vault.caller();
});
afterAll(() => vault.close());

const FLOOD = 60;
const token = (): string => randomBytes(32).toString('base64url');
const reasons = (): string[] =>
  vault.audit.events.flatMap((event) =>
    event.kind === 'FACT' && event.actor.principalId === ann.principalId ? [event.reasonCode ?? ''] : [],
  );

describe('[R-076] links that are refused again and again', () => {
  test('made up: each answers alike, some have an entry of their own, the others are counted', async () => {
    const answers = new Set<string>();
    for (let at = 0; at < FLOOD; at += 1) {
      const { status, code } = await get(vault, ann, token());
      answers.add(`${String(status)} ${String(code)}`);
    }
    expect([...answers]).toEqual(['404 TICKET_INVALID']);
    expect(reasons().filter((reason) => reason === 'TICKET_INVALID')).toHaveLength(20);
    expect(reasons().filter((reason) => reason === 'ticket')).toHaveLength(1);
  });

  test('one that was used: the first time has an entry of its own, the others are counted', async () => {
    const file = samplePdf(100);
    const { documentId, ticket } = await store(vault, ann, file);
    const download = await offer(vault, ann, documentId);
    expect((await get(vault, ann, download)).status).toBe(200);
    for (let at = 0; at < 5; at += 1) {
      expect(await get(vault, ann, download)).toMatchObject({ status: 404, code: 'TICKET_INVALID' });
      expect(await put(vault, ann, ticket, file)).toMatchObject({ status: 404, json: { code: 'TICKET_INVALID' } });
    }
    expect(reasons().sort()).toEqual(['TICKET_INVALID', 'TICKET_INVALID', 'ticket', 'ticket']);
  });

  test('a minute later they have one again', async () => {
    const link = token();
    await get(vault, ann, link);
    vault.clock.advance(60_000);
    await get(vault, ann, link);
    expect(reasons()).toEqual(['TICKET_INVALID', 'TICKET_INVALID']);
  });
});
