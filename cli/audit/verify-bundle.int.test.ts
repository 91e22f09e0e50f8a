import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { parsePolicy, signNote } from '#platform/tlog';
import type { Policy } from '#platform/tlog';
import type { BundleReport, CheckId, CheckStatus } from './report.ts';
import { createSampleKeys, makeBundle, withFiles } from './testing/sample-bundle.ts';
import type { BundleChanges } from './testing/sample-bundle.ts';
import { sampleLeaf } from './testing/sample-excerpt.ts';
import { verifyBundle } from './verify-bundle.ts';

const keys = createSampleKeys();
const policy = parsePolicy(keys.policy);
/** Same names as the trusted keys, other keys. */
const strangers = createSampleKeys();

async function verify(
  changes: BundleChanges = {},
  trust: Policy | null = policy,
  tamper = (zip: Buffer) => zip,
): Promise<BundleReport> {
  return withFiles({ 'bundle.zip': tamper(await makeBundle(keys, changes)) }, (path) =>
    verifyBundle({ path: path('bundle.zip'), policy: trust }),
  );
}

/** Checks that did not pass. Bundles of the first form say nothing of the chain. */
function open(report: BundleReport): Partial<Record<CheckId, CheckStatus>> {
  return Object.fromEntries(
    report.checks
      .filter(({ status }) => status !== 'passed' && status !== 'not_covered')
      .map(({ id, status }) => [id, status]),
  );
}

const skippedAll = {
  signature: 'skipped',
  checkpoint: 'skipped',
  excerpt: 'skipped',
  export: 'skipped',
  tenant: 'skipped',
  chain: 'skipped',
  documents: 'skipped',
};

describe('[R-088] a bundle as it was exported', () => {
  test('is verified', async () => {
    const report = await verify();
    expect(report.checks.flatMap(({ status, findings }) => (status === 'passed' ? [] : findings))).toEqual([
      'a bundle of the first form does not say what its excerpt leaves out',
    ]);
    expect(report.verdict).toBe('verified');
    expect(report.bundle).toMatchObject({ name: '0192f6d0-0000-7000-8000-00000000b0b1', files: 6 });
  });

  test('says which entries somebody made on behalf of another, in leaves of both forms', async () => {
    const acted = { v: 2, actor_ref: 'ref-1', actor_role: 'proxy', on_behalf_of_ref: 'ref-2' };
    const leaves: BundleChanges['leaves'] = ([first = {}, second = {}, third = {}]) => [
      { ...first, v: 1, actor_ref: 'ref-2' },
      { ...second, ...acted, type: 'PREPARED' },
      { ...third, ...acted, actor_role: null },
      sampleLeaf({ v: 2, actor_ref: 'ref-2', on_behalf_of_ref: null }),
    ];
    const report = await verify({ leaves });
    expect(report.verdict).toBe('verified');
    expect(report.checks.find(({ id }) => id === 'excerpt')?.findings).toEqual([
      '4 entries, of which on behalf of somebody:',
      'entry 3: case.evidence.attach (PREPARED) by proxy ref-1 on behalf of ref-2',
      'entry 5: case.evidence.attach (OUTCOME) by ref-1 on behalf of ref-2',
    ]);
    expect((await verify()).checks.find(({ id }) => id === 'excerpt')?.findings).toEqual(['3 entries']);
  });

  test('is consistent but not trusted without a policy', async () => {
    const report = await verify({}, null);
    expect(open(report)).toEqual({
      signature: 'untrusted',
      checkpoint: 'untrusted',
      excerpt: 'untrusted',
      export: 'untrusted',
    });
    expect(report.verdict).toBe('untrusted');
  });

  test('is not trusted by a policy that names logs only, or exporters only', async () => {
    const logsOnly = parsePolicy(`log ${keys.log.vkey}\nquorum none\n`);
    expect(open(await verify({}, logsOnly))).toEqual({ signature: 'untrusted' });
    const exportersOnly = parsePolicy(`exporter ${keys.exporter.vkey}\nquorum none\n`);
    const report = await verify({}, exportersOnly);
    expect(open(report)).toEqual({ checkpoint: 'untrusted', excerpt: 'untrusted', export: 'untrusted' });
    expect(report.verdict).toBe('untrusted');
  });

  test('fails without a policy, too, when something is wrong', async () => {
    expect((await verify({ signedText: (text) => `${text}more\n` }, null)).verdict).toBe('failed');
  });
});

describe('[R-113] a bundle is refused', () => {
  test('(a) with any byte of a document changed', async () => {
    const report = await verify({}, policy, (zip) => {
      zip.write('0ne', zip.indexOf('one'));
      return zip;
    });
    expect(report.verdict).toBe('failed');
    expect(open(report)).toEqual({ bag: 'failed', ...skippedAll });
    expect(report.checks[0]?.findings.join()).toContain('data/0001-sample.pdf');
  });

  test('(a) cut off', async () => {
    const report = await verify({}, policy, (zip) => zip.subarray(0, -1));
    expect(open(report)).toEqual({ bag: 'failed', ...skippedAll });
    expect(report.bundle).toEqual({ name: null, tagmanifestSha256: null, files: 0, bytes: 0 });
  });

  test.each<[string, BundleChanges]>([
    ['missing', { signature: () => null }],
    ['no note', { signature: () => Buffer.from('not a note\n') }],
    ['by a stranger', { exporter: strangers.exporter }],
    ['by the log', { exporter: keys.log }],
    ['about another hash', { signedText: (text) => text.replace(/sha256:.{8}/, 'sha256:00000000') }],
    ['about another bag', { signedText: (text) => text.replace('b0b1', 'b0b2') }],
    ['about another kind of thing', { signedText: (text) => text.replace('/export', '/import') }],
    ['about more than the bundle', { signedText: (text) => `${text}and more\n` }],
    ['changed', { signature: (note) => Buffer.from(note.toString().replace('b0b1', 'b0b2')) }],
  ])('(b) with a signature that is %s', async (_, changes) => {
    const report = await verify(changes);
    expect(report.verdict).toBe('failed');
    expect(open(report)).toEqual({ signature: 'failed' });
  });

  test.each<[string, BundleChanges]>([
    ['missing', { checkpoint: () => null }],
    ['by a stranger of the same name', { logSigner: strangers.log }],
    ['by the exporter', { logSigner: keys.exporter }],
    ['changed', { checkpoint: (note) => Buffer.from(note.toString().replace('\n6\n', '\n7\n')) }],
    ['no checkpoint', { checkpoint: () => signNote('log.example/sample\n', keys.log) }],
  ])('(c) with a checkpoint that is %s', async (_, changes) => {
    const report = await verify(changes);
    expect(report.verdict).toBe('failed');
    expect(open(report)).toEqual({ checkpoint: 'failed', excerpt: 'skipped' });
  });

  const editLine =
    (at: number, edit: (line: Record<string, unknown>) => unknown) =>
    (lines: string[]): string[] =>
      lines.map((line, index) =>
        index === at ? JSON.stringify(edit(JSON.parse(line) as Record<string, unknown>)) : line,
      );

  test.each<[string, (lines: string[]) => string[], CheckId[]]>([
    [
      'changed',
      editLine(1, (line) => ({ ...line, leaf: String(line['leaf']).replace('attach', 'detach') })),
      ['excerpt'],
    ],
    [
      'spelled differently',
      editLine(1, (line) => ({ ...line, leaf: String(line['leaf']).replace('{', '{ ') })),
      ['excerpt'],
    ],
    ['given another index', editLine(1, (line) => ({ ...line, index: 4 })), ['excerpt']],
    ['beyond the end of the log', editLine(2, (line) => ({ ...line, index: 600 })), ['excerpt']],
    [
      'shortened in its proof',
      editLine(1, (line) => ({ ...line, proof: (line['proof'] as string[]).slice(1) })),
      ['excerpt'],
    ],
    ['twice', (lines) => lines.flatMap((line) => [line, line]), ['excerpt']],
    ['out of order', (lines) => lines.reverse(), ['excerpt']],
    [
      'invented',
      (lines) => [...lines, JSON.stringify({ index: 5, leaf: JSON.stringify(sampleLeaf({})), proof: [] })],
      ['excerpt'],
    ],
    ['not JSON', () => ['{'], ['excerpt', 'tenant', 'chain']],
    ['of another form', editLine(0, (line) => ({ ...line, note: 'x' })), ['excerpt', 'tenant', 'chain']],
    ['a negative index', editLine(0, (line) => ({ ...line, index: -1 })), ['excerpt', 'tenant', 'chain']],
    [
      'a proof line that is no hash',
      editLine(0, (line) => ({ ...line, proof: ['AAAA'] })),
      ['excerpt', 'tenant', 'chain'],
    ],
    [
      'of half a surrogate pair',
      (lines) => lines.map((line) => line.replace('OUTCOME', '\\ud800')),
      ['excerpt', 'tenant', 'chain'],
    ],
    ['absent altogether', () => [], ['excerpt', 'tenant', 'chain']],
  ])('(d) with an audit entry %s', async (_, lines, expected) => {
    const report = await verify({ lines });
    expect(report.verdict).toBe('failed');
    expect(Object.keys(open(report))).toEqual(expected);
    expect(open(report).excerpt).toBe('failed');
  });

  test('(d) without the audit excerpt', async () => {
    const report = await verify({ payload: (payload) => payload.delete('data/audit/entries.jsonl') });
    expect(open(report)).toEqual({ excerpt: 'failed', tenant: 'skipped', chain: 'skipped' });
  });

  test.each<[string, BundleChanges]>([
    ['missing', { exportProof: () => null }],
    ['not a proof file', { exportProof: () => Buffer.from('proof\n') }],
    ['in the log of a stranger', { exportLogSigner: strangers.log }],
    ['signed by the exporter', { exportLogSigner: keys.exporter }],
    ['at another index', { exportProof: (file) => Buffer.from(file.toString().replace('index 6', 'index 7')) }],
    ['about another action', { exportLeaf: (leaf) => ({ ...leaf, action: 'case.pack.view' }) }],
    ['an outcome', { exportLeaf: (leaf) => ({ ...leaf, type: 'OUTCOME' }) }],
    ['without a commitment', { exportLeaf: ({ detail_commit: _commitment, ...leaf }) => leaf }],
    ['about another bundle', { exportDetail: (detail) => ({ ...detail, tagmanifestSha256: '0'.repeat(64) }) }],
    [
      'with details changed later',
      { extra: (extra) => ({ ...extra, detail: { ...(extra['detail'] as object), documents: 3 } }) },
    ],
    ['with another salt', { extra: (extra) => ({ ...extra, salt: randomBytes(32).toString('base64') }) }],
    ['with a short salt', { extra: (extra) => ({ ...extra, salt: 'AAAA' }) }],
    [
      'with another entry',
      { extra: (extra) => ({ ...extra, leaf: String(extra['leaf']).replace('tenant-a', 'tenant-b') }) },
    ],
    ['without details', { extra: ({ detail: _detail, ...extra }) => extra }],
    ['with extra data of another form', { extra: () => 'x' }],
  ])('(e) with an export entry %s', async (_, changes) => {
    const report = await verify(changes);
    expect(report.verdict).toBe('failed');
    expect(open(report)).toEqual({ export: 'failed' });
  });

  test('[R-090] (f) with entries of more than one tenant', async () => {
    const report = await verify({ leaves: ([first, ...rest]) => [{ ...first, tenant_ref: 'tenant-b' }, ...rest] });
    expect(report.verdict).toBe('failed');
    expect(open(report)).toEqual({ tenant: 'failed' });
  });

  test('[R-090] (f) with an entry that names no tenant', async () => {
    const report = await verify({ leaves: ([, ...rest]) => [{ v: 1, type: 'OUTCOME', action: 'x' }, ...rest] });
    expect(open(report)).toEqual({ tenant: 'failed' });
  });

  type Documents = { documents: Record<string, unknown>[]; files?: unknown };
  const editFirst =
    (edit: Record<string, unknown>) =>
    (index: Record<string, unknown>): unknown => {
      const { documents, ...rest } = index as Documents;
      return { ...rest, documents: documents.map((entry, at) => (at === 0 ? { ...entry, ...edit } : entry)) };
    };

  test.each<[string, BundleChanges]>([
    [
      'does not list a document',
      { index: (index) => ({ ...index, documents: (index as Documents).documents.slice(1) }) },
    ],
    ['does not list a file', { index: ({ files: _files, ...index }) => index }],
    [
      'lists a document twice',
      {
        index: (index) => ({ ...index, documents: (index as Documents).documents.flatMap((entry) => [entry, entry]) }),
      },
    ],
    ['lists a document that is not there', { index: editFirst({ path: 'data/none.pdf' }) }],
    ['lists itself', { index: editFirst({ path: 'data/index.json' }) }],
    ['states another hash', { index: editFirst({ sha256: '0'.repeat(64) }) }],
    ['states another size', { index: editFirst({ byteSize: 4 }) }],
    ['leaves out a title', { index: editFirst({ title: undefined }) }],
    ['leaves out a version', { index: editFirst({ versionId: undefined }) }],
    ['names no document id', { index: editFirst({ documentId: '1' }) }],
    ['is not an index', { index: () => [] }],
    ['is missing', { payload: (payload) => payload.delete('data/index.json') }],
    ['is not UTF-8', { payload: (payload) => payload.set('data/index.json', Buffer.from([0xff])) }],
  ])('(g) whose index %s', async (_, changes) => {
    const report = await verify(changes);
    expect(report.verdict).toBe('failed');
    expect(open(report)).toEqual({ documents: 'failed' });
  });

  test('[R-088] with a document that nobody listed', async () => {
    expect(open(await verify({ payload: (payload) => payload.set('data/audit/more', 'x') }))).toEqual({
      documents: 'failed',
    });
  });
});
