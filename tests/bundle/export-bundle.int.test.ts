import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openBag, verifyBag } from '#platform/bagit';
import { parsePolicy } from '#platform/tlog';
import { verifyBundle } from '../../cli/audit/verify-bundle.ts';
import { startCaseFixture } from '../../subgraphs/case/testing/case-fixture.ts';
import {
  CONTACTS,
  deathReadiness,
  documentOf,
  emergencyCase,
  exported,
  owner,
  ready,
} from '../../subgraphs/case/testing/world.ts';
import type { BundleReport } from '../../cli/audit/report.ts';
import type { CaseFixture } from '../../subgraphs/case/testing/case-fixture.ts';
import type { Exported, Owner } from '../../subgraphs/case/testing/world.ts';

let fixture: CaseFixture;
let who: Owner;
let folder: string;

beforeAll(async () => {
  fixture = await startCaseFixture();
  who = owner(fixture);
  folder = await mkdtemp(path.join(tmpdir(), 'bundles-'));
});
afterAll(async () => {
  await fixture.close();
  await rm(folder, { recursive: true, force: true });
});

interface Bundle {
  readonly file: string;
  readonly report: BundleReport;
  /** Content of a file of the bundle. */
  read(name: string): Promise<Buffer>;
}

async function fetchBundle({ pack, downloadUrl }: Exported): Promise<Bundle> {
  const { status, body } = await who.download(downloadUrl);
  expect(status).toBe(200);
  const file = path.join(folder, `${pack.id}.zip`);
  await writeFile(file, body);
  return {
    file,
    report: await verifyBundle({ path: file, policy: parsePolicy(fixture.policy) }),
    read: async (name) => {
      const bag = await openBag(file);
      try {
        const content = await (
          await verifyBag(bag, { allowedUnlisted: ['signature.note', 'export.tlog-proof'] })
        ).readEntry(name);
        if (content === null) throw new Error(`${name} is not in the bundle`);
        return content;
      } finally {
        await bag.close();
      }
    },
  };
}

interface Index {
  readonly documents: {
    path: string;
    sha256: string;
    title: string;
    slot: string;
    documentId: string;
    versionId: string;
  }[];
  readonly files: { path: string }[];
  readonly contacts: unknown[];
}

describe('[R-088] the offline verifier accepts what is exported', () => {
  test('an emergency pack, with every document under a generated name and its title in the index', async () => {
    const first = documentOf(fixture, who, { title: '../../Directive "one" <script>' });
    const second = documentOf(fixture, who, {
      title: 'Photograph',
      mediaType: 'image/png',
      content: Buffer.alloc(300_000, 7),
    });
    const { case: opened } = await who.mutate<{ case: { id: string } }>(
      'openEmergencyPack',
      { contacts: CONTACTS, directiveDocumentIds: [first.id, second.id], notes: 'Call at night too.' },
      '{ case { id } }',
    );
    const pack = await exported(fixture, who, await ready(fixture, who, opened.id));
    const bundle = await fetchBundle(pack);
    expect(bundle.report).toMatchObject({
      verdict: 'verified',
      bundle: { name: pack.pack.id, tagmanifestSha256: pack.pack.tagmanifestSha256 },
    });
    expect(bundle.report.checks.map(({ id, status }) => [id, status])).toEqual(
      bundle.report.checks.map(({ id }) => [id, 'passed']),
    );
    const index = JSON.parse((await bundle.read('data/index.json')).toString()) as Index;
    expect(index.documents).toMatchObject([
      {
        path: `data/0001-${first.versionId}.pdf`,
        title: '../../Directive "one" <script>',
        slot: 'directive_1',
        documentId: first.id,
      },
      { path: `data/0002-${second.versionId}.png`, title: 'Photograph', slot: 'directive_2', documentId: second.id },
    ]);
    expect(index.files.map((file) => file.path)).toEqual(['data/summary.pdf', 'data/instructions.md']);
    expect(index.contacts).toEqual(CONTACTS);
    expect(await bundle.read(index.documents[1]?.path ?? '')).toEqual(second.content);
    expect((await bundle.read('data/summary.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
  });

  test('[R-090] the audit excerpt has this case’s entries and nobody else’s', async () => {
    const stranger = owner(fixture);
    await emergencyCase(fixture, stranger);
    const caseId = await ready(fixture, who, await emergencyCase(fixture, who));
    const bundle = await fetchBundle(await exported(fixture, who, caseId));
    expect(bundle.report.verdict).toBe('verified');
    const lines = (await bundle.read('data/audit/entries.jsonl')).toString().trimEnd().split('\n');
    const leaves = lines.map(
      (line) => JSON.parse((JSON.parse(line) as { leaf: string }).leaf) as { action: string; type: string },
    );
    expect(leaves.map(({ action, type }) => `${action} ${type}`)).toEqual([
      'case.case.create PREPARED',
      'case.case.create OUTCOME',
      'case.case.transition PREPARED',
      'case.case.transition OUTCOME',
      'audit.excerpt.issue FACT',
    ]);
  });

  test('[R-091] a death-readiness pack, exported again with another will, is another pack', async () => {
    const { caseId } = await deathReadiness(fixture, who);
    const first = await exported(fixture, who, await ready(fixture, who, caseId));
    const { id: documentId } = documentOf(fixture, who, { title: 'Newer will' });
    await who.mutate('attachEvidence', { caseId, slot: 'will', documentId }, '{ case { status } }');
    const second = await exported(fixture, who, caseId);
    expect(second.case.status).toBe('EXPORTED');
    expect(second.pack.id).not.toBe(first.pack.id);
    const bundle = await fetchBundle(second);
    expect(bundle.report.verdict).toBe('verified');
    const text = (await bundle.read('data/instructions.md')).toString();
    expect(text).toContain('Newer will');
    expect(text).toContain('Prepared for (Executor nominee) Naledi Mokoena');
    expect(text).toContain('not appointed by the Master of the High Court');
    expect(text).toContain('section 13(1) of the Administration of Estates Act 66 of 1965');
  });

  test('[R-094] what is in the vault and in no slot never gets into a pack', async () => {
    const canary = documentOf(fixture, who, { title: 'Canary title', content: Buffer.from('%PDF-1.7 canary secret') });
    const reads = fixture.vault.reads.length;
    const { downloadUrl } = await exported(fixture, who, await ready(fixture, who, await emergencyCase(fixture, who)));
    const { body } = await who.download(downloadUrl);
    for (const text of ['canary secret', 'Canary title', canary.id]) expect(body.includes(text)).toBe(false);
    expect(fixture.vault.reads.slice(reads)).not.toContain(canary.id);
  });

  test('one changed byte of what was downloaded is found', async () => {
    const pack = await exported(fixture, who, await ready(fixture, who, await emergencyCase(fixture, who)));
    const { body } = await who.download(pack.downloadUrl);
    const document = body.indexOf('%PDF-1.7');
    body.writeUInt8(body.readUInt8(document + 9) ^ 1, document + 9);
    const file = path.join(folder, 'changed.zip');
    await writeFile(file, body);
    expect((await verifyBundle({ path: file, policy: parsePolicy(fixture.policy) })).verdict).toBe('failed');
  });
});
