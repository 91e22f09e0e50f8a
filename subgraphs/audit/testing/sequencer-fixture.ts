import { randomBytes } from 'node:crypto';
import { commitToDetail } from '#platform/audit';
import { createManualClock } from '#platform/clock';
import { createLocalKms } from '#platform/crypto';
import { silentLogger } from '#platform/logging';
import { appendLeaf, createNoteSigner, emptyFrontier, frontierRoot, leafHash, verifyProofFile } from '#platform/tlog';
import { createNodeCache } from '../log/node-cache.ts';
import { startSequencer } from '../log/sequencer.ts';
import { createSubjectKeys } from '../log/subject-keys.ts';
import { createMemoryStore } from './memory-store.ts';
import type { AppendReceipt, AuditDetail, AuditEvent } from '#platform/audit';
import type { NoteSigner } from '#platform/tlog';
import type { Sequencer, SequencerDeps } from '../log/sequencer.ts';
import type { MemoryStore } from './memory-store.ts';

export const START_MS = 1_790_000_000_000;

export interface SequencerFixture {
  readonly deps: SequencerDeps & { readonly store: MemoryStore; readonly clock: ReturnType<typeof createManualClock> };
  readonly sequencer: Sequencer;
  /** Every note that it signed, in order. */
  readonly signed: string[];
  /** The key of the log, for another process on it. */
  readonly key: NoteSigner;
  append(event: AuditEvent, service?: string): Promise<AppendReceipt>;
}

/** A sequencer on a store in memory. */
export async function startFixture(
  store: MemoryStore = createMemoryStore(),
  key: NoteSigner = createNoteSigner({ name: 'log.example.test', seed: randomBytes(32) }),
  examine?: SequencerDeps['examine'],
): Promise<SequencerFixture> {
  const signed: string[] = [];
  const signer = recording(key, signed);
  const deps = {
    examine,
    store,
    nodes: createNodeCache((coordinates) => store.readNodes(coordinates)),
    signer,
    subjectKeys: createSubjectKeys(createLocalKms({ masterKeys: [{ id: 'test', key: randomBytes(32) }] })),
    clock: createManualClock(START_MS),
    logger: silentLogger,
  };
  const sequencer = await startSequencer(deps);
  return { deps, sequencer, signed, key, append: (event, service = 'case') => sequencer.append({ event, service }) };
}

function recording(signer: NoteSigner, signed: string[]): NoteSigner {
  return {
    ...signer,
    sign: (text) => {
      signed.push(Buffer.from(text).toString('utf8'));
      return signer.sign(text);
    },
  };
}

/** @returns where the receipt proves the leaf to be, and in which tree. @throws TlogError when it proves nothing */
export function prove(
  { proof, leaf }: AppendReceipt,
  { verifier, name }: NoteSigner,
): { index: number; size: number; root: Buffer } {
  return verifyProofFile({ file: Buffer.from(proof), leaf: Buffer.from(leaf), verifiers: [verifier], origin: name });
}

/** Whether the salt of a receipt opens the commitment of its leaf to this detail. */
export function opens({ leaf, salt }: AppendReceipt, detail: AuditDetail): boolean {
  return leafOf({ leaf })['detail_commit'] === commitToDetail(detail, Buffer.from(salt, 'base64')).toString('hex');
}

export function leafOf({ leaf }: { readonly leaf: string }): Record<string, unknown> {
  return JSON.parse(leaf) as Record<string, unknown>;
}

/** Root of the tree over these leaves, from nothing but the leaves. */
export function rootOf(leaves: readonly string[]): Buffer {
  let frontier = emptyFrontier();
  for (const leaf of leaves) ({ frontier } = appendLeaf(frontier, leafHash(Buffer.from(leaf))));
  return frontierRoot(frontier);
}

/** Lets everything run that needs no answer of the store. */
export async function untilNothingMoves(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
