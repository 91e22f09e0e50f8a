import { randomBytes } from 'node:crypto';
import {
  appendLeaf,
  consistencyProof,
  createNoteSigner,
  emptyFrontier,
  formatCheckpoint,
  frontierRoot,
  leafHash,
  signNote,
} from '#platform/tlog';
import type { Frontier, NoteSigner } from '#platform/tlog';

/** A log small enough to be kept whole, that signs whatever it is told to. */
export interface SignedLog {
  readonly signer: NoteSigner;
  readonly size: number;
  append(leaf: string): void;
  rootAt(size: number): Buffer;
  /** The signed checkpoint of the first `size` leaves. */
  noteAt(size: number): Buffer;
  proof(oldSize: number, newSize: number): Promise<Buffer[]>;
  /** Another history from `size` on, under the same key. */
  fork(size: number): SignedLog;
}

export function createSignedLog(
  origin = 'log.example.test/one',
  signer: NoteSigner = createNoteSigner({ name: origin, seed: randomBytes(32) }),
  start: readonly string[] = [],
): SignedLog {
  const leaves: string[] = [];
  const frontiers: Frontier[] = [emptyFrontier()];
  const nodes = new Map<string, Buffer>();
  const at = (size: number): Frontier => {
    const frontier = frontiers[size];
    if (frontier === undefined) throw new RangeError(`the log has no ${String(size)} leaves`);
    return frontier;
  };
  const log: SignedLog = {
    signer,
    get size() {
      return leaves.length;
    },
    append: (leaf) => {
      const { frontier, newNodes } = appendLeaf(at(leaves.length), leafHash(Buffer.from(leaf)));
      for (const { level, index, hash } of newNodes) nodes.set(`${String(level)}/${String(index)}`, hash);
      leaves.push(leaf);
      frontiers.push(frontier);
    },
    rootAt: (size) => frontierRoot(at(size)),
    noteAt: (size) => signNote(formatCheckpoint({ origin, size, root: frontierRoot(at(size)) }), signer),
    proof: (oldSize, newSize) =>
      consistencyProof({ oldSize, newSize }, (wanted) =>
        Promise.resolve(
          wanted.map(({ level, index }) => nodes.get(`${String(level)}/${String(index)}`) ?? Buffer.alloc(32)),
        ),
      ),
    fork: (size) => createSignedLog(origin, signer, leaves.slice(0, size)),
  };
  for (const leaf of start) log.append(leaf);
  return log;
}

/** Body of `add-checkpoint`, from parts that a test may make wrong. */
export function requestBody(oldSize: number | string, proof: readonly Buffer[], note: Buffer): Buffer {
  const lines = [`old ${String(oldSize)}`, ...proof.map((hash) => hash.toString('base64'))];
  return Buffer.concat([Buffer.from(`${lines.join('\n')}\n\n`), note]);
}
