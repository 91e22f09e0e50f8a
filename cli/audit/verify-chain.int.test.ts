import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createNoteSigner, parsePolicy } from '#platform/tlog';
import type { Check } from './report.ts';
import { createSampleKeys, makeBundle, withFiles } from './testing/sample-bundle.ts';
import { makeExcerptFile } from './testing/sample-excerpt.ts';
import type { Json, SampleEntry, SampleExcerptChanges } from './testing/sample-excerpt.ts';
import { createSmallLog } from './testing/small-log.ts';
import type { BundleChanges } from './testing/sample-bundle.ts';
import { verifyBundle } from './verify-bundle.ts';
import type { ExcerptReport } from './verify-excerpt.ts';
import { verifyExcerptFile } from './verify-excerpt.ts';

const keys = createSampleKeys();
const policy = parsePolicy(keys.policy);

async function bundle(
  chained: SampleExcerptChanges,
  more: BundleChanges = {},
): Promise<{ verdict: string; checks: readonly Check[] }> {
  return withFiles({ 'bundle.zip': await makeBundle(keys, { ...more, chained }) }, (path) =>
    verifyBundle({ path: path('bundle.zip'), policy }),
  );
}

async function excerptFile(
  changes: Parameters<typeof makeExcerptFile>[1] = {},
  trust: typeof policy | null = policy,
): Promise<ExcerptReport> {
  const text = await makeExcerptFile(createSmallLog(keys.log), changes);
  return withFiles({ 'excerpt.jsonl': text }, (path) =>
    verifyExcerptFile({ path: path('excerpt.jsonl'), policy: trust }),
  );
}

const wrong = (checks: readonly Check[]): string[] =>
  checks.filter(({ status }) => status !== 'passed').map(({ id, status }) => `${id} ${status}`);
const saidOf = (checks: readonly Check[], id: Check['id']): string =>
  checks.find((check) => check.id === id)?.findings.join('\n') ?? '';

const edit =
  (at: number, change: (line: Json) => Json) =>
  (lines: Json[]): Json[] =>
    lines.map((line, index) => (index === at ? change(line) : line));
/** Changes a leaf of the tenant before it is logged, so that its proof holds. */
const relink =
  (at: number, change: Json) =>
  (entries: SampleEntry[]): SampleEntry[] => {
    let seen = -1;
    return entries.map((entry) => {
      if (entry.leaf['tenant_ref'] !== 'tenant-a') return entry;
      seen += 1;
      return seen === at ? { ...entry, leaf: { ...entry.leaf, ...change } } : entry;
    });
  };

describe('[R-090] an excerpt in a bundle', () => {
  test('is verified, and says how many entries of the tenant it leaves out', async () => {
    const { verdict, checks } = await bundle({});
    expect(wrong(checks)).toEqual([]);
    expect(verdict).toBe('verified');
    expect(saidOf(checks, 'chain')).toBe(
      "3 of the tenant's 7 entries so far are withheld, said to be about something else",
    );
  });

  test('says how much came between it and the export', async () => {
    const { verdict, checks } = await bundle({}, { exportLeaf: (leaf) => ({ ...leaf, tenant_seq: 10 }) });
    expect(verdict).toBe('verified');
    expect(saidOf(checks, 'chain')).toContain('2 entries of the tenant came between the excerpt and the export');
  });

  test('must be there in a bundle of the second form', async () => {
    const { verdict, checks } = await bundle({}, { payload: (payload) => payload.delete('data/audit/excerpt.json') });
    expect(verdict).toBe('failed');
    expect(wrong(checks)).toEqual(['chain failed']);
  });

  test('is held to what it says, in a bundle that says to be of the first form, too', async () => {
    const index = (said: Json): Json => ({ ...said, version: 1 });
    expect((await bundle({}, { index })).verdict).toBe('verified');
    expect(wrong((await bundle({ lines: (lines) => lines.slice(0, -1) }, { index })).checks)).toContain('chain failed');
  });
});

describe('[R-113] a bundle is refused', () => {
  test.each<[string, SampleExcerptChanges, string]>([
    ['an entry removed', { lines: (lines) => lines.toSpliced(1, 1) }, 'entry 7 is number 6 of its tenant, where 5'],
    [
      'an entry withheld, and what is withheld not raised',
      { linked: relink(2, {}), lines: (lines) => lines.toSpliced(0, 1) },
      'entry 3 is number 3 of its tenant, where 1',
    ],
    [
      'an entry withheld by somebody who passes it on',
      {
        lines: ([one, two, three = {}, ...rest]) => [
          one ?? {},
          { ...three, withheld: Number(three['withheld']) + Number(two?.['withheld']) + 1 },
          ...rest,
        ],
        header: (header) => ({ ...header, entries: 3, withheld: 4 }),
      },
      '3 entries were disclosed before the one about the excerpt, 2 are here',
    ],
    ['what is withheld changed', { lines: edit(2, (line) => ({ ...line, withheld: 1 })) }, 'where 5 belongs'],
    [
      'what is withheld not said',
      { lines: edit(0, ({ withheld: _withheld, ...line }) => line) },
      'does not say what was left out',
    ],
    ['a gap in the numbers', { linked: relink(2, { tenant_seq: 4 }) }, 'entry 3 is number 4 of its tenant, where 3'],
    ['two entries of one number', { linked: relink(2, { tenant_seq: 2 }) }, 'entry 3 is number 2 of its tenant'],
    [
      'an entry that names another one before it',
      { linked: relink(2, { tenant_prev: '1'.repeat(64) }) },
      'entry 3 does not follow the entry before it',
    ],
    ['the end cut off', { lines: (lines) => lines.slice(0, -1) }, 'the last entry is not the one about this excerpt'],
    ['an entry about another case', { linked: relink(2, { target_ref: 'case-2' }) }, 'entry 3 is about something else'],
    [
      'an entry about something of the same name',
      { linked: relink(2, { target_type: 'Document' }) },
      'entry 3 is about something else',
    ],
    ['other numbers announced', { header: (header) => ({ ...header, withheld: 4 }) }, 'were announced'],
    [
      'another salt',
      {
        header: ({ issued, ...header }) => ({
          ...header,
          issued: { ...(issued as Json), salt: randomBytes(32).toString('base64') },
        }),
      },
      'commits to something else',
    ],
    ['an excerpt about a person', { detail: { about: 'Principal' } }, 'is not about a Case'],
    [
      'an excerpt that says to be about a person',
      { header: (header) => ({ ...header, about: 'Principal' }) },
      'about its case',
    ],
    ['an excerpt of another form', { header: (header) => ({ ...header, note: 'x' }) }, 'data/audit/excerpt.json'],
    ['entries that say nothing of their place', { linked: relink(1, { tenant_seq: null }) }, 'tenant_seq'],
    ['an excerpt that was refused', { linked: relink(6, { outcome: 'DENIED' }) }, 'not the one about this excerpt'],
  ])('with %s', async (_what, changes, finding) => {
    const { verdict, checks } = await bundle(changes);
    expect(verdict).toBe('failed');
    expect(wrong(checks)).toEqual(['chain failed']);
    expect(saidOf(checks, 'chain')).toContain(finding);
  });

  test.each<[string, BundleChanges, string]>([
    ['of another tenant', { exportLeaf: (leaf) => ({ ...leaf, tenant_ref: 'tenant-z' }) }, 'about something else'],
    ['of another case', { exportLeaf: (leaf) => ({ ...leaf, target_ref: 'case-2' }) }, 'about something else'],
    ['from before the excerpt', { exportLeaf: (leaf) => ({ ...leaf, tenant_seq: 7 }) }, 'older than the excerpt'],
    [
      'that names another entry before it',
      { exportLeaf: (leaf) => ({ ...leaf, tenant_prev: '1'.repeat(64) }) },
      'does not follow the excerpt',
    ],
    ['without a place in the chain', { exportLeaf: ({ tenant_seq: _seq, ...leaf }) => leaf }, 'tenant_seq'],
  ])('with an export %s', async (_what, changes, finding) => {
    const { verdict, checks } = await bundle({}, changes);
    expect(verdict).toBe('failed');
    expect(wrong(checks)).toEqual(['chain failed']);
    expect(saidOf(checks, 'chain')).toContain(finding);
  });

  test('with an entry of another tenant', async () => {
    const entries = (all: SampleEntry[]): SampleEntry[] =>
      all.map((entry, at) => (at === 2 ? { ...entry, disclosed: true } : entry));
    const { verdict, checks } = await bundle({ entries });
    expect(verdict).toBe('failed');
    expect(wrong(checks)).toEqual(['tenant failed', 'chain failed']);
  });
});

describe('[R-115] an excerpt about a person', () => {
  test('is verified as complete', async () => {
    const report = await excerptFile();
    expect(wrong(report.checks)).toEqual([]);
    expect(report).toMatchObject({
      verdict: 'verified',
      excerpt: { about: 'Principal', entries: 7, withheld: 0, tenantRef: 'tenant-a', subjectRef: 'ann' },
      log: { origin: keys.log.name, size: 10 },
    });
    expect(report.excerpt?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(saidOf(report.checks, 'chain')).toBe('complete: all 7 entries of the tenant so far');
  });

  test('about a case is verified, too', async () => {
    expect(await excerptFile({ about: 'Case' })).toMatchObject({ verdict: 'verified', excerpt: { withheld: 3 } });
  });

  test('who is not alone in their tenant is told how many entries of others there are', async () => {
    const entries = (all: SampleEntry[]): SampleEntry[] =>
      all.map((entry, at) => (at === 4 ? { ...entry, disclosed: false } : entry));
    const report = await excerptFile({ entries, detail: { about: 'Principal', othersInTenant: true } });
    expect(report.verdict).toBe('verified');
    expect(saidOf(report.checks, 'chain')).toContain(
      "1 of the tenant's 7 entries so far are withheld, said to be about others",
    );
  });

  test('is consistent but not trusted without a policy', async () => {
    const report = await excerptFile({}, null);
    expect(report.verdict).toBe('untrusted');
    expect(wrong(report.checks)).toEqual(['checkpoint untrusted', 'excerpt untrusted', 'chain untrusted']);
  });

  test('whose log somebody else signed is refused', async () => {
    const stranger = createNoteSigner({ name: keys.log.name, seed: randomBytes(32) });
    const text = await makeExcerptFile(createSmallLog(stranger));
    const report = await withFiles({ 'excerpt.jsonl': text }, (path) =>
      verifyExcerptFile({ path: path('excerpt.jsonl'), policy }),
    );
    expect(report.verdict).toBe('failed');
    expect(wrong(report.checks)).toEqual(['checkpoint failed', 'excerpt skipped', 'chain untrusted']);
  });

  test.each<[string, SampleExcerptChanges, string, string[]]>([
    [
      'an entry withheld from a person who is alone',
      { entries: (all) => all.map((entry, at) => (at === 4 ? { ...entry, disclosed: false } : entry)) },
      '1 entries are withheld from a person who is alone in their tenant',
      ['chain failed'],
    ],
    [
      'entries of somebody else under an entry about the excerpt of this person',
      { linked: relink(6, { tenant_ref: 'tenant-b' }), lines: (lines) => lines },
      '',
      ['tenant failed'],
    ],
    [
      'an excerpt that was given to somebody else',
      { linked: relink(6, { actor_ref: 'bob' }) },
      'given to somebody else',
      ['chain failed'],
    ],
    [
      'an entry changed',
      { lines: edit(1, (line) => ({ ...line, leaf: String(line['leaf']).replace('attach', 'detach') })) },
      'does not follow',
      ['excerpt failed', 'chain failed'],
    ],
    ['an entry removed', { lines: (lines) => lines.toSpliced(3, 1) }, 'where 4 belongs', ['chain failed']],
    [
      'entries exchanged',
      { lines: ([one, two, ...rest]) => [two ?? {}, one ?? {}, ...rest] },
      'where 1',
      ['excerpt failed', 'chain failed'],
    ],
    [
      'an entry twice',
      { lines: (lines) => lines.flatMap((line, at) => (at === 2 ? [line, line] : [line])) },
      'where 4',
      ['excerpt failed', 'chain failed'],
    ],
  ])('is refused with %s', async (_what, changes, finding, expected) => {
    const report = await excerptFile(changes);
    expect(report.verdict).toBe('failed');
    expect(wrong(report.checks)).toEqual(expected);
    expect(saidOf(report.checks, 'chain')).toContain(finding);
  });

  test('by an auditor, is verified', async () => {
    expect((await excerptFile({ linked: relink(6, { actor_ref: 'eve', actor_role: 'auditor' }) })).verdict).toBe(
      'verified',
    );
  });
});

describe('[R-113] a file of an excerpt is refused', () => {
  const cases: [string, (text: string) => string, string][] = [
    [
      'with a byte changed that proves nothing',
      (text) => text.replace('"withheld":0,"issued"', '"withheld": 0,"issued"'),
      'SHA-256',
    ],
    ['without its end', (text) => text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1), 'the last line'],
    ['cut off within a line', (text) => text.slice(0, -5), 'does not end in a line feed'],
    ['with something behind its end', (text) => `${text}{}\n`, 'the last line'],
    ['without its first line', (text) => text.slice(text.indexOf('\n') + 1), 'the first line'],
    ['of another version', (text) => text.replace('excerpt/v1', 'excerpt/v2'), 'the first line'],
    ['with a line that is too long', (text) => `${'x'.repeat(300_000)}${text}`, 'too long'],
    ['that is empty', () => '', 'the end of the file is missing'],
    ['with its first line alone', (text) => text.slice(0, text.indexOf('\n') + 1), 'the end of the file is missing'],
  ];

  test.each(cases)('%s', async (_what, text, finding) => {
    const report = await excerptFile({ text });
    expect(report.verdict).toBe('failed');
    expect(report.checks[0]).toMatchObject({ id: 'file', status: 'failed' });
    expect(saidOf(report.checks, 'file')).toContain(finding);
  });

  test('that is not UTF-8', async () => {
    const report = await withFiles({ 'excerpt.jsonl': Buffer.from([0xff, 0x0a, 0x0a]) }, (path) =>
      verifyExcerptFile({ path: path('excerpt.jsonl'), policy }),
    );
    expect(report.verdict).toBe('failed');
    expect(saidOf(report.checks, 'file')).toContain('UTF-8');
  });
});
