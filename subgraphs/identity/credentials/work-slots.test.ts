import { describe, expect, test } from '@jest/globals';
import { createWorkSlots } from './work-slots.ts';

/** Work that goes on until told to end. */
function openEnded() {
  let running = 0;
  let most = 0;
  const ends: (() => void)[] = [];
  const work = async (): Promise<void> => {
    running += 1;
    most = Math.max(most, running);
    await new Promise<void>((resolve) => {
      ends.push(resolve);
    });
    running -= 1;
  };
  return { work, most: () => most, started: () => ends.length, endNext: (index: number) => ends[index]?.() };
}

describe('a flood of sign-ins cannot exhaust memory', () => {
  test('so many run, so many wait, the next is refused', async () => {
    const slots = createWorkSlots({ slots: 2, queueLimit: 3 });
    const { work, most, started, endNext } = openEnded();
    const accepted = Array.from({ length: 5 }, () => slots.run(work));
    await expect(slots.run(work)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    for (let index = 0; index < 5; index += 1) {
      expect(started()).toBe(Math.min(5, index + 2));
      endNext(index);
      await accepted[index];
      await Promise.resolve();
    }
    await Promise.all(accepted);
    expect(most()).toBe(2);
  });

  test('work that fails gives its slot back', async () => {
    const slots = createWorkSlots({ slots: 1, queueLimit: 1 });
    await expect(slots.run(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    await expect(slots.run(() => Promise.resolve('done'))).resolves.toBe('done');
  });
});
