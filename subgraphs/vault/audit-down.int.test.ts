import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createNoteSigner } from '#platform/tlog';
import { samplePdf } from './testing/sample-files.ts';
import { announce, graphql } from './testing/vault-client.ts';
import { startVaultFixture } from './testing/vault-fixture.ts';
import type { VaultFixture } from './testing/vault-fixture.ts';

// The real audit client, with nobody at the other end.
let vault: VaultFixture;
beforeAll(async () => {
  const { vkey } = createNoteSigner({ name: 'log.example.test/audit', seed: randomBytes(32) });
  vault = await startVaultFixture({ AUDIT_URL: 'http://127.0.0.1:1', AUDIT_LOG_VKEY: vkey });
});
afterAll(() => vault.close());

test('[R-069] nothing changes while the audit service cannot be reached; what is there can be read', async () => {
  const ann = vault.caller();
  const mutations = [
    'mutation { addPerson(input: { fullName: "Thandi" }) { person { id } } }',
    'mutation { addAsset(input: { category: OTHER, label: "Ring" }) { asset { id } } }',
  ];
  for (const mutation of mutations)
    expect(await graphql(vault, ann, mutation)).toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
  await expect(announce(vault, ann, samplePdf())).rejects.toThrow('AUDIT_UNAVAILABLE');
  const lists = '{ people { nodes { id } } assets { nodes { id } } documents { nodes { id } } }';
  expect((await graphql(vault, ann, lists)).data).toEqual({
    people: { nodes: [] },
    assets: { nodes: [] },
    documents: { nodes: [] },
  });
  expect(await vault.rows('SELECT intent_id FROM vault.audit_receipt')).toEqual([]);
});
