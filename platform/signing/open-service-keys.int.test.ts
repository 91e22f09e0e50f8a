import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { openServiceKeys } from './open-service-keys.ts';
import { generateServiceKey } from './service-keys.ts';
import type { Logger } from '#platform/logging';

const folder = mkdtempSync(path.join(tmpdir(), 'lifeready-keys-'));
const file = path.join(folder, 'service-keys.json');
const old = generateServiceKey('gateway', 'vault', 1);
const next = generateServiceKey('gateway', 'vault', 2);
const clock = createManualClock(1_790_000_000_000);
const lines: { level: string; text: string }[] = [];
const write = (level: string) => (fields: unknown, message: string) => {
  lines.push({ level, text: `${message} ${JSON.stringify(fields)} ${String((fields as { err?: unknown }).err)}` });
};
const logger = { info: write('info'), error: write('error') } as unknown as Logger;

/** Whole, as a rotation writes it. */
function replace(keys: unknown): void {
  const content = typeof keys === 'string' ? keys : JSON.stringify(keys);
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}

beforeEach(() => {
  replace([old]);
  lines.length = 0;
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function open() {
  const source = openServiceKeys({ path: file, clock, logger });
  return {
    ids: () => source.current().map(({ id }) => id),
    /** What is used a second later. */
    later: () => {
      clock.advance(1_000);
      return source.current().map(({ id }) => id);
    },
    source,
  };
}

describe('the keys of a running process', () => {
  test('are those of the file at the start, and are not read again within a second', () => {
    const keys = open();
    replace([old, next]);
    clock.advance(999);
    expect(keys.ids()).toEqual([old.id]);
    clock.advance(1);
    expect(keys.ids()).toEqual([old.id, next.id]);
    expect(lines).toEqual([{ level: 'info', text: expect.stringContaining(next.id) as unknown }]);
  });

  test('follow the order of the file, and lose what is taken out', () => {
    replace([old, next]);
    const keys = open();
    replace([next, old]);
    expect(keys.later()).toEqual([next.id, old.id]);
    replace([next]);
    expect(keys.later()).toEqual([next.id]);
  });

  test('are the same array while the file is the same', () => {
    const { source } = open();
    const before = source.current();
    replace([old]);
    clock.advance(1_000);
    expect(source.current()).toBe(before);
    expect(lines).toEqual([]);
  });

  test.each([
    ['half of it', JSON.stringify([old]).slice(0, 40)],
    ['another shape', '{"keys":[]}'],
    ['a repeated id', JSON.stringify([old, { ...next, id: old.id }])],
    ['nothing', ''],
  ])('stay when the file holds %s, which is logged once and shows no secret', (_case, content) => {
    const keys = open();
    replace(content);
    for (let second = 0; second < 3; second += 1) expect(keys.later()).toEqual([old.id]);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.level).toBe('error');
    expect(lines[0]?.text).not.toContain(old.secret.slice(0, 8));
    replace([next]);
    expect(keys.later()).toEqual([next.id]);
  });

  test('stay when the file is gone, and follow it when it is back', () => {
    const keys = open();
    rmSync(file);
    expect(keys.later()).toEqual([old.id]);
    expect(lines.map(({ level }) => level)).toEqual(['error']);
    replace([next, old]);
    expect(keys.later()).toEqual([next.id, old.id]);
  });

  test('are looked at when the clock was set back', () => {
    const keys = open();
    replace([next]);
    clock.advance(-3_600_000);
    expect(keys.ids()).toEqual([next.id]);
  });

  test('must be readable at the start', () => {
    for (const content of ['', 'secret']) {
      replace(content);
      expect(() => openServiceKeys({ path: file, clock, logger })).toThrow(/not valid JSON/);
    }
    rmSync(file);
    expect(() => openServiceKeys({ path: file, clock, logger })).toThrow('SERVICE_KEYS_FILE');
  });
});
