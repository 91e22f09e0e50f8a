import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { boundLogs } from './bounded-logs.ts';
import { lockHolder, takeLock } from './lock.ts';
import { rotateWhenLarge, tailOf } from './log-file.ts';
import { endProcess, identify } from './process-identity.ts';

let folder: string;
let lock: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lifeready-lock-'));
  lock = path.join(folder, 'lock.json');
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the lock', () => {
  test('is held by one, and free again when given back', async () => {
    const unlock = await takeLock(lock);
    expect((await lockHolder(lock))?.pid).toBe(process.pid);
    await expect(takeLock(lock)).rejects.toThrow('already runs');
    await unlock();
    expect(await lockHolder(lock)).toBeUndefined();
    await (
      await takeLock(lock)
    )();
  });

  test('of a process that was killed is taken over, even when its number is in use again', async () => {
    const killed = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const identity = await identify(killed.pid ?? 0);
    expect(identity).toBeDefined();
    await writeFile(lock, JSON.stringify(identity));
    await expect(takeLock(lock)).rejects.toThrow('already runs');
    if (identity !== undefined) await endProcess(identity, [['SIGKILL', 5_000]]);
    await (
      await takeLock(lock)
    )();
    await writeFile(lock, JSON.stringify({ pid: process.pid, startedAt: 'another time' }));
    await (
      await takeLock(lock)
    )();
  });

  test('that is not readable counts as free', async () => {
    await writeFile(lock, '{"pid":');
    await (
      await takeLock(lock)
    )();
  });
});

describe('logs', () => {
  test('a log past its limit is set aside, one below it stays', async () => {
    const [large, small] = [path.join(folder, 'large.log'), path.join(folder, 'small.log')];
    await writeFile(large, 'x'.repeat(200));
    await writeFile(small, 'one\ntwo\nthree\n');
    await boundLogs(folder, 100);
    expect([await tailOf(large, 5), await tailOf(`${large}.1`, 5)]).toEqual(['', 'x'.repeat(200)]);
    expect(await tailOf(small, 2)).toBe('two\nthree');
    await rotateWhenLarge(small, 5);
    expect([await tailOf(small, 5), await tailOf(`${small}.1`, 1)]).toEqual(['', 'three']);
  });
});
