import { expect, test } from '@jest/globals';
import { renderClient, renderRetired } from './render.ts';

test('what was not retired says why', () => {
  const use = { documentId: 'size', count: 3, lastUsedAt: '2027-03-01T10:00:00.000Z' };
  expect(renderRetired({ retired: 0, inUse: [use] })).toContain('--force');
  expect(renderRetired({ retired: 1, inUse: [use] })).toMatch(/^1 retired\.\n/);
  expect(renderRetired({ retired: 0, inUse: [] })).toBe('All of them were retired before.');
});

test('a client is shown with the key of each manifest, and with a word when there may be older ones', () => {
  const at = '2027-03-01T10:00:00.000Z';
  const manifest = { kid: 'a-key', format: 'RELAY', documentCount: 2, notBefore: at, expiresAt: at, publishedAt: at };
  const shown = (count: number): string => {
    const nodes = Array.from({ length: count }, (_, n) => ({ ...manifest, manifest: `manifest-${String(n)}` }));
    const client = { name: 'acme', party: 'PARTNER', mode: 'IDS_ONLY', modeSince: at, maxCost: 100, keys: [] };
    return renderClient({ ...client, manifests: { nodes } }, []);
  };
  expect(shown(1)).toMatch(/manifest-0 +2 +relay +a-key/);
  expect(shown(19)).not.toContain('the newest are listed');
  expect(shown(20)).toContain('the newest are listed');
});
