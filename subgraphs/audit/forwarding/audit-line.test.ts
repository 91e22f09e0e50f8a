import { describe, expect, test } from '@jest/globals';
import { canonicalJson } from '#platform/tlog';
import { factEvent, somebody } from '../testing/events.ts';
import { startFixture } from '../testing/sequencer-fixture.ts';
import { auditLine } from './audit-line.ts';

describe('[R-117] the line of an entry', () => {
  test('says what it is, when, what happened, and is the leaf with its index', async () => {
    const { append } = await startFixture();
    const { index, leaf } = await append(factEvent(somebody(), { reasonCode: 'role' }));
    const line = auditLine({ index, leaf });
    expect(line.match(/\n/g)).toHaveLength(1);
    expect(line.endsWith('\n')).toBe(true);
    const { audit, ...around } = JSON.parse(line) as { audit: Record<string, unknown>; [name: string]: unknown };
    expect(around).toEqual({
      _logType: 'audit',
      _app: 'lifeready',
      _version: 1,
      level: 'warn',
      time: audit['recorded_at'],
      msg: 'audit.security.authz.deny',
    });
    const { index: lineIndex, ...rest } = audit;
    expect(lineIndex).toBe(index);
    expect(canonicalJson(rest).toString()).toBe(leaf);
  });

  test('of something that went well is no warning', async () => {
    const { append } = await startFixture();
    const { index, leaf } = await append(factEvent(somebody(), { action: 'vault.version.read' }), 'vault');
    expect(JSON.parse(auditLine({ index, leaf }))).toMatchObject({ level: 'info', msg: 'audit.vault.version.read' });
  });

  test('[R-118] has nothing that a leaf should not have', async () => {
    const { append } = await startFixture();
    const { index, leaf } = await append(factEvent(somebody(), { detail: { note: 'canary-4711' } }));
    const spoiled = { ...(JSON.parse(leaf) as object), accessToken: 'canary-4712', detail: { note: 'canary-4711' } };
    expect(auditLine({ index, leaf: JSON.stringify(spoiled) })).not.toContain('canary');
  });
});
