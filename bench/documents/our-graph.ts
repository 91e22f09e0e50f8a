import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generateServiceKey } from '#platform/signing';
import { createNoteSigner } from '#platform/tlog';
import { SUBGRAPHS } from '../../gateway/config.ts';
import { startCannedSubgraphs } from '../gateway/canned-servers.ts';
import { startIdentityFront } from './identity-front.ts';
import { HIGH_LIMITS } from './served-graph.ts';
import type { ServedGraph } from './served-graph.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const PUBLIC_URL = 'http://localhost:4000';
const WIDEST = `query ($first: Int!) {
  me { id displayName email role createdAt }
  case(id: "case") {
    id type status createdAt missing notes
    principal { displayName email }
    auditTrail(first: $first) { nodes { kind action outcome recordedAt } pageInfo { hasNextPage endCursor } }
  }
  documents(first: $first) { nodes { id title type tier createdAt currentVersion { status byteSize } } }
}`;

/** Our own graph over canned subgraphs, for somebody who is signed in. */
export async function serveOurGraph(): Promise<ServedGraph> {
  const folder = mkdtempSync(path.join(tmpdir(), 'lifeready-documents-'));
  const canned = await startCannedSubgraphs();
  const identity = await startIdentityFront(PUBLIC_URL);
  const keysFile = path.join(folder, 'keys.json');
  writeFileSync(keysFile, JSON.stringify(SUBGRAPHS.map((name) => generateServiceKey('gateway', name))));
  const urls = Object.entries(canned.ports).map(([name, port]) => [
    `${name.toUpperCase()}_URL`,
    `http://127.0.0.1:${String(port)}`,
  ]);
  return {
    name: 'our graph',
    widest: WIDEST,
    environment: {
      ...HIGH_LIMITS,
      ...(Object.fromEntries(urls) as Record<string, string>),
      IDENTITY_URL: identity.url,
      SERVICE_KEYS_FILE: keysFile,
      PUBLIC_URL,
      IDENTITY_ISSUER: PUBLIC_URL,
      AUDIT_LOG_VKEY: createNoteSigner({ name: 'log.example.test', seed: randomBytes(32) }).vkey,
      SUPERGRAPH_FILE: path.join(ROOT, 'schema', 'supergraph.graphql'),
      PERSISTED_DOCUMENTS_DIR: path.join(ROOT, 'schema', 'persisted'),
    },
    headers: () => ({ authorization: identity.authorization() }),
    close: async () => {
      canned.close();
      await identity.close();
      rmSync(folder, { recursive: true });
    },
  };
}
