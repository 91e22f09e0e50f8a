import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { beginRequestTime } from './request-time.ts';
import type { ServerResponse } from 'node:http';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

function begin() {
  const raw = Object.assign(new EventEmitter(), { writableFinished: false });
  const time = beginRequestTime(raw as unknown as ServerResponse, 1_000);
  return { raw, time, state: () => [time.isOver(), time.signal.aborted] };
}

describe('[R-066] the time of a request', () => {
  test('is over when it says', () => {
    const { state } = begin();
    jest.advanceTimersByTime(999);
    expect(state()).toEqual([false, false]);
    jest.advanceTimersByTime(1);
    expect(state()).toEqual([true, true]);
  });

  test('ends when the client leaves, which is not late', () => {
    const { raw, state } = begin();
    raw.emit('close');
    expect(state()).toEqual([false, true]);
    jest.advanceTimersByTime(5_000);
    expect(state()).toEqual([false, true]);
  });

  test('ends with the answer, and nothing is aborted', () => {
    const { raw, state } = begin();
    raw.writableFinished = true;
    raw.emit('close');
    jest.advanceTimersByTime(5_000);
    expect(state()).toEqual([false, false]);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('is longer when a part of it may take longer, with something left for the rest; never shorter', () => {
    const { time, state } = begin();
    jest.advanceTimersByTime(500);
    time.allowMs(10_000);
    time.allowMs(1);
    jest.advanceTimersByTime(14_999);
    expect(state()).toEqual([false, false]);
    jest.advanceTimersByTime(1);
    expect(state()).toEqual([true, true]);
    time.allowMs(10_000);
    expect(state()).toEqual([true, true]);
  });
});
