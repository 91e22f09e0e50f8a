import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  TILE_WIDTH,
  canonicalJson,
  createNoteSigner,
  formatCheckpoint,
  formatTilePath,
  fullTileRoot,
  leafHash,
  rootOfEdges,
  serialiseEntryBundle,
  serialiseHashTile,
  signNote,
} from '#platform/tlog';
import type { NoteSigner } from '#platform/tlog';

const START_MS = Date.UTC(2026, 10, 22);

/** Makes entries as the log does: each tenant's in a chain, times that never go back. */
export function createLeafMaker(tenants: number): (index: number) => Buffer {
  const heads = new Map<number, { seq: number; hash: string }>();
  return (index) => {
    const tenant = index % tenants;
    const head = heads.get(tenant) ?? { seq: 0, hash: '0'.repeat(64) };
    const leaf = makeLeaf({
      index,
      recorded_at: new Date(START_MS + Math.floor(index / 3)).toISOString(),
      tenant_prev: head.hash,
      tenant_ref: uuid(0x7e, tenant),
      tenant_seq: head.seq + 1,
    });
    heads.set(tenant, { seq: head.seq + 1, hash: leafHash(leaf).toString('hex') });
    return leaf;
  };
}

/** An entry with the members of a real one. */
export function makeLeaf({ index, ...links }: { readonly index: number } & Readonly<Record<string, unknown>>): Buffer {
  return canonicalJson({
    v: 2,
    type: 'FACT',
    event_id: uuid(0xe0, index),
    intent_id: null,
    service: 'case',
    actor_ref: uuid(0xac, index % 50),
    actor_type: 'HUMAN',
    actor_role: 'principal',
    session_ref: uuid(0x5e, index % 60),
    client_id: 'web',
    grant_ref: null,
    on_behalf_of_ref: null,
    action: 'case.pack.deliver',
    target_type: 'Case',
    target_ref: uuid(0xca, index % 40),
    tier: 'green',
    outcome: 'OK',
    reason_code: null,
    request_id: uuid(0x4e, index),
    detail_commit: leafHash(Buffer.from(String(index))).toString('hex'),
    ...links,
  });
}

function uuid(kind: number, number: number): string {
  return `${kind.toString(16).padStart(8, '0')}-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}

/**
 * Publishes a log as files, group after group, so that it may be larger than memory.
 * @param options.leafAt called once for each index, in order
 */
export async function publishFolder(options: {
  readonly folder: string;
  readonly signer: NoteSigner;
  readonly size: number;
  readonly leafAt: (index: number) => Buffer;
}): Promise<{ root: Buffer; checkpoint: Buffer }> {
  const { folder, signer, size } = options;
  const write = async (level: number | 'entries', index: number, width: number, bytes: Buffer): Promise<void> => {
    const file = path.join(folder, formatTilePath({ level, index, width }));
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, bytes);
  };
  const edges: Buffer[][] = [[]];
  const full: number[] = [];
  const push = async (level: number, hash: Buffer): Promise<void> => {
    const edge = (edges[level] ??= []);
    edge.push(hash);
    if (edge.length < TILE_WIDTH) return;
    const index = full[level] ?? 0;
    full[level] = index + 1;
    await write(level, index, TILE_WIDTH, serialiseHashTile(edge));
    edges[level] = [];
    await push(level + 1, fullTileRoot(edge));
  };
  for (let index = 0; index * TILE_WIDTH < size; index += 1) {
    const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH);
    const leaves = Array.from({ length: width }, (_, at) => options.leafAt(index * TILE_WIDTH + at));
    await write('entries', index, width, serialiseEntryBundle(leaves));
    for (const leaf of leaves) await push(0, leafHash(leaf));
  }
  for (const [level, edge] of edges.entries()) {
    if (edge.length > 0) await write(level, full[level] ?? 0, edge.length, serialiseHashTile(edge));
  }
  const root = rootOfEdges(edges);
  const checkpoint = signNote(formatCheckpoint({ origin: signer.name, size, root }), signer);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'checkpoint'), checkpoint);
  return { root, checkpoint };
}

/** A log's key that no other test has. */
export function freshLogKey(seed: Uint8Array, name = 'log.example.test/audit'): NoteSigner {
  return createNoteSigner({ name, seed });
}
