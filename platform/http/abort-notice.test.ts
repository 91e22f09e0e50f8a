import { describe, expect, test } from '@jest/globals';
import { createAbortNotice } from './abort-notice.ts';
import type { AbortNotice } from './abort-notice.ts';

const KINDS: readonly (readonly [string, () => { signal: AbortNotice; abort: (reason: unknown) => void }])[] = [
  ['ours', createAbortNotice],
  [
    'that of the platform',
    () => {
      const controller = new AbortController();
      return {
        signal: controller.signal,
        abort: (reason) => {
          controller.abort(reason);
        },
      };
    },
  ],
];

describe.each(KINDS)('a notice that nobody waits any more: %s', (_kind, create) => {
  test('reaches each listener once, with the first reason', () => {
    const { signal, abort } = create();
    const heard: string[] = [];
    const listener = (): void => void heard.push('twice added');
    signal.addEventListener('abort', listener);
    signal.addEventListener('abort', listener);
    signal.addEventListener('abort', () => void heard.push(String(signal.reason)));
    expect([signal.aborted, signal.reason]).toEqual([false, undefined]);
    abort('left');
    abort('again');
    expect(heard).toEqual(['twice added', 'left']);
    expect([signal.aborted, signal.reason]).toEqual([true, 'left']);
  });

  test('does not reach who has gone, or comes too late', () => {
    const { signal, abort } = create();
    const heard: string[] = [];
    const gone = (): void => void heard.push('gone');
    signal.addEventListener('abort', gone);
    signal.removeEventListener('abort', gone);
    abort('left');
    signal.addEventListener('abort', () => void heard.push('late'));
    expect(heard).toEqual([]);
  });
});
