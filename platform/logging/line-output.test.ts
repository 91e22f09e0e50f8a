import { Writable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { createLineOutput } from './line-output.ts';
import { createLineFormatter } from './logger.ts';

/** A stream whose reader can stop, and go. */
function createPipe(): { stream: Writable; taken: string[]; stop: () => void; goOn: () => void } {
  const taken: string[] = [];
  let waiting: (() => void) | undefined;
  let stopped = false;
  const stream = new Writable({
    decodeStrings: false,
    highWaterMark: 16,
    write: (chunk: string, _encoding, done) => {
      const take = (): void => {
        taken.push(chunk);
        done();
      };
      if (stopped) waiting = take;
      else take();
    },
  });
  return {
    stream,
    taken,
    stop: () => {
      stopped = true;
    },
    goOn: () => {
      stopped = false;
      waiting?.();
      waiting = undefined;
    },
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('[R-117] a reader that has stopped', () => {
  test('stops nobody: what fits waits, the rest is dropped and counted, and said when there is room again', async () => {
    const { stream, taken, stop, goOn } = createPipe();
    const output = createLineOutput(stream, 100);
    const said: number[] = [];
    output.onRecovery((dropped) => said.push(dropped));
    stop();
    const kept = Array.from({ length: 1_000 }, () => output.write('a line of 20 bytes.\n')).filter(Boolean);
    expect(kept.length).toBe(6);
    expect(output.dropped()).toBe(994);
    goOn();
    await settled();
    expect(taken.join('').split('\n')).toHaveLength(7);
    expect(said).toEqual([994]);
    expect(output.write('and on\n')).toBe(true);
    expect(taken.at(-1)).toBe('and on\n');
  });

  test('lines that must not be dropped wait for it, and come in order', async () => {
    const { stream, taken, stop, goOn } = createPipe();
    const output = createLineOutput(stream, 10);
    stop();
    let done = false;
    const written = output.writeAll(['one\n', 'two\n']).then(() => {
      done = true;
    });
    await settled();
    expect(done).toBe(false);
    goOn();
    await written;
    expect(taken.join('')).toBe('one\ntwo\n');
    expect(output.dropped()).toBe(0);
  });

  test('one that has gone ends nothing', async () => {
    const { stream } = createPipe();
    const output = createLineOutput(stream);
    stream.destroy(new Error('EPIPE'));
    await settled();
    expect(output.write('a line\n')).toBe(false);
    await expect(output.writeAll(['a line\n'])).rejects.toThrow('nobody reads');
  });
});

test('[R-118] a formatted line goes through the redaction of the logger', () => {
  const format = createLineFormatter({ _app: 'lifeready' });
  const fields = { audit: { token: 'canary', nested: { password: 'canary' }, target: 'kept' } };
  const line = format({ level: 'warn', time: '2026-01-01T00:00:00.000Z', msg: 'audit.a.b', fields });
  expect(line.endsWith('}\n')).toBe(true);
  expect(JSON.parse(line)).toEqual({
    level: 'warn',
    _app: 'lifeready',
    time: '2026-01-01T00:00:00.000Z',
    audit: { token: '[redacted]', nested: { password: '[redacted]' }, target: 'kept' },
    msg: 'audit.a.b',
  });
});
