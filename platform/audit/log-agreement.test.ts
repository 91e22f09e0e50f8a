import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  appendLeaf,
  consistencyProof,
  createNoteSigner,
  emptyFrontier,
  formatCheckpoint,
  formatProofFile,
  frontierRoot,
  inclusionProof,
  leafHash,
  signNote,
} from '#platform/tlog';
import { createLogger } from '#platform/logging';
import { createLogAgreement } from './log-agreement.ts';
import type { Frontier, NodeCoordinates } from '#platform/tlog';
import type { ConsistencyAnswer } from './event.ts';
import type { LogAgreement } from './log-agreement.ts';

const signer = createNoteSigner({ name: 'log.example.test', seed: randomBytes(32) });

/** A log whose leaves say which history they belong to. */
function createLog(histories: readonly string[]) {
  const frontiers: Frontier[] = [emptyFrontier()];
  const nodes = new Map<string, Buffer>();
  for (const [at, history] of histories.entries()) {
    const { frontier, newNodes } = appendLeaf(frontiers[at] ?? emptyFrontier(), leafHash(Buffer.from(history)));
    frontiers.push(frontier);
    for (const { level, index, hash } of newNodes) nodes.set(`${String(level)}/${String(index)}`, hash);
  }
  const read = async (wanted: NodeCoordinates[]) =>
    wanted.map(({ level, index }) => nodes.get(`${String(level)}/${String(index)}`) ?? Buffer.alloc(32));
  const size = histories.length;
  const note = (at = size): Buffer => {
    const frontier = frontiers[at] ?? emptyFrontier();
    return signNote(formatCheckpoint({ origin: signer.name, size: at, root: frontierRoot(frontier) }), signer);
  };
  return {
    size,
    /** Of the last leaf, in the tree of `at` leaves. */
    receipt: async (at = size): Promise<string> => {
      const proof = await inclusionProof({ index: at - 1, size: at }, read);
      return formatProofFile({ index: at - 1, proof, checkpoint: note(at) }).toString('utf8');
    },
    /** What an honest log answers. */
    answer: async (oldSize: number): Promise<ConsistencyAnswer> => {
      const proof = oldSize > size ? [] : await consistencyProof({ oldSize, newSize: size }, read);
      return { checkpoint: note().toString('utf8'), proof: proof.map((hash) => hash.toString('base64')) };
    },
  };
}

const leaves = (count: number, history = 'main'): string[] =>
  Array.from({ length: count }, (_, at) => `${history} ${String(at)}`);
const logOf = (count: number) => createLog(leaves(count));

let served: ReturnType<typeof createLog>;
/** What the service keeps in its database. */
let kept: string | undefined;
let asked: number[];
let isAway: boolean;
let lines: Record<string, unknown>[];
let agreement: LogAgreement;
beforeEach(() => {
  served = logOf(10);
  kept = undefined;
  asked = [];
  isAway = false;
  lines = [];
  agreement = createLogAgreement({
    log: signer.verifier,
    ask: async (checkpoint) => {
      const size = Number(checkpoint.split('\n')[1]);
      asked.push(size);
      if (isAway) throw new Error('the log is away');
      return served.answer(size);
    },
  });
});

function remember(): void {
  const write = (line: string): void => {
    lines.push(JSON.parse(line) as Record<string, unknown>);
  };
  const logger = createLogger({ service: 'vault', level: 'info', destination: { write } });
  agreement.remember({ newestProof: () => Promise.resolve(kept), logger });
}

describe('[R-112] a service holds the log to what it remembers', () => {
  test('nothing remembered, nothing asked', async () => {
    await agreement.require();
    remember();
    await agreement.require();
    agreement.doubt();
    await agreement.require();
    expect(asked).toEqual([]);
  });

  test.each([1, 7, 10])('a receipt of size %i of the same log: asked once, by all that wait together', async (size) => {
    kept = await served.receipt(size);
    remember();
    await Promise.all([agreement.require(), agreement.require(), agreement.require()]);
    await agreement.require();
    expect(asked).toEqual([size]);
  });

  test('while it cannot be found out nothing is agreed, and it is asked again', async () => {
    kept = await served.receipt();
    isAway = true;
    remember();
    await expect(agreement.require()).rejects.toThrow('the log is away');
    await expect(agreement.require()).rejects.toThrow('the log is away');
    isAway = false;
    await agreement.require();
    expect(asked).toEqual([10, 10, 10]);
    expect(lines).toEqual([]);
  });

  test('a log that is behind the receipt, said once', async () => {
    kept = await served.receipt();
    served = logOf(9);
    remember();
    const problem = 'a receipt is ahead of the log: it knows 10 entries, the log has 9';
    await expect(agreement.require()).rejects.toThrow(problem);
    await expect(agreement.require()).rejects.toThrow(problem);
    expect(lines.map(({ level, err }) => [level, (err as Error).message])).toEqual([['fatal', problem]]);
    // It grew again, into something else.
    served = createLog([...leaves(9), ...leaves(5, 'fork')]);
    await expect(agreement.require()).rejects.toThrow('a receipt knows another history: size 10');
    // The newer database was put back.
    served = logOf(12);
    await agreement.require();
  });

  test.each([
    ['of the same size', [...leaves(9), 'fork']],
    ['longer', [...leaves(5), ...leaves(30, 'fork')]],
  ])('another history, %s', async (_what, histories) => {
    kept = await served.receipt();
    served = createLog(histories);
    remember();
    await expect(agreement.require()).rejects.toThrow('another history');
  });

  test('a checkpoint of another key tells nothing', async () => {
    kept = await served.receipt();
    const other = createNoteSigner({ name: signer.name, seed: randomBytes(32) });
    const checkpoint = signNote(formatCheckpoint({ origin: signer.name, size: 10, root: randomBytes(32) }), other);
    served = { ...served, answer: async () => ({ checkpoint: checkpoint.toString('utf8'), proof: [] }) };
    remember();
    await expect(agreement.require()).rejects.toThrow('no_known_signature');
  });

  test('after a failure the newest receipt that was seen counts, also without a database', async () => {
    for (const size of [4, 8, 6]) agreement.seen(await served.receipt(size), size, 0);
    expect(agreement.knownSize()).toBe(8);
    await agreement.require();
    expect(asked).toEqual([]);
    agreement.doubt();
    await agreement.require();
    expect(asked).toEqual([8]);
    served = logOf(7);
    agreement.doubt();
    await expect(agreement.require()).rejects.toThrow('a receipt is ahead of the log');
  });

  test('an answer from before what was known when it was asked for puts the log in doubt', async () => {
    agreement.seen(await served.receipt(8), 8, 0);
    const late = await served.receipt(7);
    // Asked before the other answer came.
    agreement.seen(late, 7, 6);
    expect(() => {
      agreement.seen(late, 7, 8);
    }).toThrow('the log answered with 7 entries, after it had shown 8');
    await agreement.require();
    expect(asked).toEqual([8]);
  });
});
