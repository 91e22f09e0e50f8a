import { randomBytes } from 'node:crypto';
import {
  appendLeaf,
  createNoteSigner,
  emptyFrontier,
  formatCheckpoint,
  frontierRoot,
  leafHash,
  serialiseFrontier,
  signNote,
} from '#platform/tlog';
import type { Frontier, NoteSigner, ReadNodes } from '#platform/tlog';
import type { SignedCheckpoint } from '../log/signed-head.ts';
import type { LogHead } from '../log/types.ts';

/** A tree that grows on demand, with its signed head, and nothing else of a log. */
export interface GrownTree {
  readonly signer: NoteSigner;
  readonly readNodes: ReadNodes;
  readonly size: number;
  /** Adds leaves that say which history they belong to. */
  grow(count: number, history?: string): void;
  checkpoint(): SignedCheckpoint;
  /** As it is stored. */
  head(): LogHead;
  /** A tree with the same beginning, under the same key. */
  copy(): GrownTree;
}

interface Start {
  readonly signer: NoteSigner;
  readonly frontier: Frontier;
  readonly nodes: ReadonlyMap<string, Buffer>;
}

export function createGrownTree(start?: Start): GrownTree {
  const signer = start?.signer ?? createNoteSigner({ name: 'log.example.test', seed: randomBytes(32) });
  const nodes = new Map(start?.nodes);
  let frontier = start?.frontier ?? emptyFrontier();
  return {
    signer,
    readNodes: (coordinates) =>
      Promise.resolve(coordinates.map(({ level, index }) => known(nodes.get(`${String(level)}/${String(index)}`)))),
    get size() {
      return frontier.size;
    },
    grow: (count, history = 'main') => {
      for (let at = 0; at < count; at += 1) {
        const hash = leafHash(Buffer.from(`${history} ${String(frontier.size)}`));
        const appended = appendLeaf(frontier, hash);
        ({ frontier } = appended);
        for (const node of appended.newNodes) nodes.set(`${String(node.level)}/${String(node.index)}`, node.hash);
      }
    },
    checkpoint: () => {
      const { size } = frontier;
      const root = frontierRoot(frontier);
      return { size, root, note: signNote(formatCheckpoint({ origin: signer.name, size, root }), signer) };
    },
    head: () => ({ size: frontier.size, root: frontierRoot(frontier), frontier: serialiseFrontier(frontier) }),
    copy: () => createGrownTree({ signer, frontier, nodes }),
  };
}

function known(hash: Buffer | undefined): Buffer {
  if (hash === undefined) throw new Error('a node of the tree is missing');
  return hash;
}
