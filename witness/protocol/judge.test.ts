import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createSignedLog } from '../testing/signed-log.ts';
import { judge } from './judge.ts';
import type { RecordedCheckpoint } from './judge.ts';
import type { SignedLog } from '../testing/signed-log.ts';

const SIZE = 24;

/** Histories that share a beginning: the log, and others that a dishonest one could show. */
function histories(): SignedLog[] {
  const log = createSignedLog();
  for (let at = 0; at < SIZE; at += 1) log.append(`leaf ${String(at)}`);
  return [log, ...[0, 5, 16, 23].map((at) => extended(log.fork(at), `fork at ${String(at)}`))];
}

function extended(log: SignedLog, name: string): SignedLog {
  while (log.size < SIZE) log.append(`${name}, leaf ${String(log.size)}`);
  return log;
}

const all = histories();
const history = fc.integer({ min: 0, max: all.length - 1 });
const size = fc.integer({ min: 0, max: SIZE });
const submission = fc.record({
  history,
  size,
  /** What the client says was the old size, and from which history and size its proof starts. */
  oldSize: size,
  honest: fc.boolean(),
  proofFrom: size,
  proofOf: history,
});

function logOf(at: number): SignedLog {
  const log = all[at];
  if (log === undefined) throw new Error('no such history');
  return log;
}

/** Whether one history's first `smaller` leaves are those of the other's. */
function isPrefix(of: SignedLog, smaller: number, recorded: Buffer): boolean {
  return of.rootAt(smaller).equals(recorded);
}

describe('[R-112] the witness as a model of it', () => {
  test('follows one history, whatever is submitted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(submission, { maxLength: 40 }), async (submissions) => {
        let recorded: RecordedCheckpoint = { size: 0, root: logOf(0).rootAt(0) };
        for (const { history: at, size: newSize, oldSize: claimed, honest, proofFrom, proofOf } of submissions) {
          const log = logOf(at);
          const oldSize = honest ? Math.min(recorded.size, newSize) : claimed;
          const from = honest ? oldSize : Math.min(proofFrom, newSize);
          const proof = await (honest ? log : logOf(proofOf)).proof(from, newSize);
          const stated = { size: newSize, root: log.rootAt(newSize) };
          const verdict = judge(recorded, { oldSize, proof }, stated);
          if (oldSize > newSize) expect(verdict).toBe('sizes_out_of_order');
          else if (oldSize !== recorded.size) expect(verdict).toBe('other_size_recorded');
          else if (!isPrefix(log, recorded.size, recorded.root)) expect(verdict).toBe('inconsistent');
          else if (honest) expect(verdict).toBe('consistent');
          if (verdict !== 'consistent') continue;
          // Only ever forward, and only along what was cosigned.
          expect(stated.size).toBeGreaterThanOrEqual(recorded.size);
          expect(isPrefix(log, recorded.size, recorded.root)).toBe(true);
          recorded = stated;
        }
      }),
      { numRuns: 300 },
    );
  });
});
