import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generateServiceKey } from '#platform/signing';
import { createNoteSigner } from '#platform/tlog';
import { medianOf } from '../access/statistics.ts';
import { startCannedSubgraphs } from '../gateway/canned-servers.ts';
import { SUBGRAPHS } from '../../gateway/config.ts';
import { startGatewayProcess } from './gateway-process.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');

export interface Start {
  readonly readyMs: number;
  readonly processorMs: number;
  readonly residentMegabytes: number;
}

/** Starts the gateway over our own graph again and again. @returns medians */
export async function measureStart(rounds: number): Promise<Start> {
  const folder = mkdtempSync(path.join(tmpdir(), 'lifeready-scale-'));
  const canned = await startCannedSubgraphs();
  const keysFile = path.join(folder, 'keys.json');
  writeFileSync(keysFile, JSON.stringify(SUBGRAPHS.map((name) => generateServiceKey('gateway', name))));
  const urls = Object.entries(canned.ports).map(([name, port]) => [
    `${name.toUpperCase()}_URL`,
    `http://127.0.0.1:${String(port)}`,
  ]);
  const environment = {
    SERVICE_KEYS_FILE: keysFile,
    PUBLIC_URL: 'http://localhost:4000',
    IDENTITY_ISSUER: 'http://localhost:4000',
    AUDIT_LOG_VKEY: createNoteSigner({ name: 'log.example.test', seed: randomBytes(32) }).vkey,
    SUPERGRAPH_FILE: path.join(ROOT, 'schema', 'supergraph.graphql'),
    PERSISTED_DOCUMENTS_DIR: path.join(ROOT, 'schema', 'persisted'),
    GATEWAY_EXECUTOR: 'program',
    ...(Object.fromEntries(urls) as Record<string, string>),
  };
  const starts: Start[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      const gateway = await startGatewayProcess(environment);
      starts.push(gateway);
      await gateway.stop();
    }
  } finally {
    canned.close();
    rmSync(folder, { recursive: true });
  }
  return {
    readyMs: medianOf(starts.map(({ readyMs }) => readyMs)),
    processorMs: medianOf(starts.map(({ processorMs }) => processorMs)),
    residentMegabytes: medianOf(starts.map(({ residentMegabytes }) => residentMegabytes)),
  };
}
