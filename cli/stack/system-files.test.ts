import { describe, expect, test } from '@jest/globals';

import { readable } from './log-lines.ts';
import { parseLockFile } from './postgres-leftover.ts';
import { parseAccount } from './postgres-user.ts';
import { parseProcStat } from './process-identity.ts';

describe('files of the system', () => {
  test('the start time in /proc is counted from the last bracket, because a command may hold brackets', () => {
    const after = ['S', ...Array.from({ length: 18 }, (_unused, at) => String(at)), '98765', '0'];
    expect(parseProcStat(`42 (a) (b c) ${after.join(' ')}`)).toBe('98765');
    expect(parseProcStat(`42 (node) ${['Z', ...after.slice(1)].join(' ')}`)).toBeUndefined();
  });

  test('an account is found by its whole name and never as root', () => {
    const passwd =
      'root:x:0:0::/root:/bin/sh\npostgres2:x:5:6::/:/bin/sh\npostgres:x:101:104::/:/bin/sh\ntoor:x:0:0::/:/bin/sh\n';
    expect(parseAccount(passwd, 'postgres')).toEqual({ uid: 101, gid: 104 });
    expect(parseAccount(passwd, 'toor')).toBeUndefined();
    expect(parseAccount(passwd, 'nobody')).toBeUndefined();
  });

  test("the first line of PostgreSQL's lock file is its process, the eighth its state", () => {
    const text = '4711\n/data\n1700000000\n54329\n\n127.0.0.1\n  1 2\nready   \n';
    expect(parseLockFile(text)).toEqual({ pid: 4711, ready: true });
    expect(parseLockFile(text.replace('ready   ', 'starting'))).toEqual({ pid: 4711, ready: false });
    expect(parseLockFile('')).toEqual({ pid: undefined, ready: false });
    expect(parseLockFile('1\n')).toEqual({ pid: undefined, ready: false });
  });
});

describe('readable', () => {
  test('a log line becomes time, level and message, with the cause below', () => {
    const line = JSON.stringify({
      time: '2026-11-22T10:00:00Z',
      level: 'fatal',
      msg: 'could not start',
      err: { message: 'no key' },
    });
    expect(readable(line)).toBe('2026-11-22T10:00:00Z fatal could not start\nno key');
  });

  test.each(['plain words', '{"half": ', '{"no":"message"}', 'null', ''])('%j stays as it is', (line) => {
    expect(readable(line)).toBe(line);
  });
});
