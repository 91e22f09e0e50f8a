import { describe, expect, test } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { createPublishedCheckpoint } from './published-checkpoint.ts';

const START_MS = 1_790_000_000_000;

function createWorld() {
  const clock = createManualClock(START_MS);
  const log = { size: 10 };
  const published = createPublishedCheckpoint({
    newest: () => ({ size: log.size, note: Buffer.from('own') }),
    clock,
  });
  const cosign = (size: number, atMs = clock.now()): void => {
    published.cosigned({ size, note: Buffer.from('cosigned') }, atMs);
  };
  const shown = (): [number, string] => {
    const { size, note } = published.current();
    return [size, note.toString()];
  };
  return { clock, log, published, cosign, shown };
}

describe('[R-113] the checkpoint that is shown', () => {
  test('is the log’s own before the witness has answered', () => {
    expect(createWorld().shown()).toEqual([10, 'own']);
  });

  test('is the cosigned one while the witness answers, although the log has grown', () => {
    const { clock, log, cosign, shown } = createWorld();
    cosign(10);
    log.size = 25;
    clock.advance(90_000);
    expect(shown()).toEqual([10, 'cosigned']);
    clock.advance(1);
    expect(shown()).toEqual([25, 'own']);
  });

  test('never becomes smaller', () => {
    const { clock, log, cosign, shown } = createWorld();
    cosign(10);
    log.size = 25;
    clock.advance(100_000);
    expect(shown()).toEqual([25, 'own']);
    cosign(20);
    expect(shown()).toEqual([25, 'own']);
    log.size = 30;
    cosign(28);
    expect(shown()).toEqual([28, 'cosigned']);
  });

  test('is not replaced by an older answer', () => {
    const { clock, cosign, shown, published } = createWorld();
    cosign(10);
    cosign(9, clock.now() - 1_000);
    expect(shown()).toEqual([10, 'cosigned']);
    expect(published.cosignedAtMs()).toBe(START_MS);
  });
});
