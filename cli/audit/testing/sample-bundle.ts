import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { createBagWriter } from '#platform/bagit';
import type { BagWriter } from '#platform/bagit';
import { canonicalJson, createNoteSigner, formatProofFile, signNote } from '#platform/tlog';
import type { NoteSigner } from '#platform/tlog';
import { commitmentOf, makeExcerpt, placeAfter, sampleLeaf } from './sample-excerpt.ts';
import type { Json, SampleExcerptChanges } from './sample-excerpt.ts';
import { createSmallLog } from './small-log.ts';
import type { SmallLog } from './small-log.ts';

const bagName = '0192f6d0-0000-7000-8000-00000000b0b1';

/** Keys of one deployment, fresh for every test file. */
export interface SampleKeys {
  readonly log: NoteSigner;
  readonly exporter: NoteSigner;
  /** Trust policy that names both. */
  readonly policy: string;
}

export function createSampleKeys(): SampleKeys {
  const log = createNoteSigner({ name: 'log.example/sample', seed: randomBytes(32) });
  const exporter = createNoteSigner({ name: 'exporter.example/sample', seed: randomBytes(32) });
  return { log, exporter, policy: `log ${log.vkey}\nexporter ${exporter.vkey}\nquorum none\n` };
}

/** What a test may change on the way to a bundle. Each gets what would be right and returns what is used instead. */
export interface BundleChanges {
  /** Puts an excerpt into the bundle that says what it leaves out; without, it is of the first form. */
  chained?: SampleExcerptChanges;
  /** Entries about the case. */
  leaves?: (leaves: Json[]) => Json[];
  lines?: (lines: string[]) => string[];
  checkpoint?: (note: Buffer) => Buffer | null;
  index?: (index: Json) => unknown;
  payload?: (payload: Map<string, string | Buffer>) => void;
  signedText?: (text: string) => string;
  signature?: (note: Buffer) => Buffer | null;
  exportLeaf?: (leaf: Json) => Json;
  /** Details, before the log entry commits to them. */
  exportDetail?: (detail: Json) => Json;
  extra?: (extra: Json) => unknown;
  exportProof?: (file: Buffer) => Buffer | null;
  logSigner?: NoteSigner;
  exportLogSigner?: NoteSigner;
  exporter?: NoteSigner;
}

/** A bundle made with the real writer and signers: right in everything, but for what `changes` says. */
export async function makeBundle(keys: SampleKeys, changes: BundleChanges = {}): Promise<Buffer> {
  const log = createSmallLog(changes.logSigner ?? keys.log);
  const writer = createBagWriter({ name: bagName, baggingDate: '2026-11-22', externalIdentifier: 'case 1' });
  const archive = buffer(writer.output);
  const { payload, leaves } = await samplePayload(log, changes);
  for (const [path, body] of payload) await writer.addPayload({ path, body: Buffer.from(body) });
  const { tagmanifestSha256 } = await writer.seal();
  addSignature(writer, tagmanifestSha256, keys, changes);
  // The log that the export entry is in: the same, one entry longer, unless the test wants another key.
  const exportLog = createSmallLog(changes.exportLogSigner ?? keys.log);
  for (const leaf of leaves) exportLog.append(leaf);
  await addExportProof(writer, { log: exportLog, leaves }, tagmanifestSha256, changes);
  writer.finish();
  return archive;
}

async function samplePayload(
  log: SmallLog,
  changes: BundleChanges,
): Promise<{ payload: Map<string, string | Buffer>; leaves: string[] }> {
  const { leaves, lines, header } = await sampleEntries(log, changes);
  const documents = new Map([
    ['data/0001-sample.pdf', 'one'],
    ['data/0002-sample.pdf', 'two'],
  ]);
  const index = {
    ...(header === undefined ? {} : { version: 2 }),
    documents: [...documents].map(([path, text]) => documentEntry(path, text)),
    files: [fileEntry('data/pack.json', '{}')],
  };
  const note = (changes.checkpoint ?? ((same: Buffer) => same))(log.checkpoint());
  const payload = new Map<string, string | Buffer>([
    ...documents,
    ['data/pack.json', '{}'],
    ['data/index.json', JSON.stringify((changes.index ?? ((same) => same))(index))],
    [
      'data/audit/entries.jsonl',
      (changes.lines ?? ((same) => same))(lines)
        .map((line) => `${line}\n`)
        .join(''),
    ],
  ]);
  if (header !== undefined) payload.set('data/audit/excerpt.json', JSON.stringify(header));
  if (note !== null) payload.set('data/audit/checkpoint', note);
  changes.payload?.(payload);
  return { payload, leaves };
}

async function sampleEntries(
  log: SmallLog,
  changes: BundleChanges,
): Promise<{ leaves: string[]; lines: string[]; header?: unknown }> {
  if (changes.chained !== undefined) return makeExcerpt(log, changes.chained);
  const own = [sampleLeaf({ action: 'case.create' }), sampleLeaf({}), sampleLeaf({})];
  const leaves: string[] = [];
  const indexes: number[] = [];
  for (const leaf of (changes.leaves ?? ((same) => same))(own)) {
    // Entries of other tenants stand between those of the case, and must not appear.
    for (const text of [asText(sampleLeaf({ tenant_ref: 'tenant-z' })), asText(leaf)]) {
      leaves.push(text);
      indexes.push(log.append(text));
    }
  }
  const lines: string[] = [];
  for (const index of indexes.filter((at) => at % 2 === 1)) {
    const proof = (await log.proof(index)).map((hash) => hash.toString('base64'));
    lines.push(JSON.stringify({ index, leaf: leaves[index], proof }));
  }
  return { leaves, lines };
}

function addSignature(writer: BagWriter, tagmanifestSha256: string, keys: SampleKeys, changes: BundleChanges): void {
  const text = `lifeready.example/export\n${bagName}\nsha256:${tagmanifestSha256}\n`;
  const note = signNote((changes.signedText ?? ((same) => same))(text), changes.exporter ?? keys.exporter);
  const body = (changes.signature ?? ((same: Buffer) => same))(note);
  if (body !== null) writer.addUnlisted({ path: 'signature.note', body });
}

async function addExportProof(
  writer: BagWriter,
  { log, leaves }: { readonly log: SmallLog; readonly leaves: readonly string[] },
  tagmanifestSha256: string,
  changes: BundleChanges,
): Promise<void> {
  const salt = randomBytes(32);
  const detail = (changes.exportDetail ?? ((same) => same))({ tagmanifestSha256, documents: 2 });
  const commitment = commitmentOf(salt, detail);
  const place = changes.chained === undefined ? {} : placeAfter(leaves);
  const leaf = sampleLeaf({ type: 'PREPARED', action: 'case.pack.export', detail_commit: commitment, ...place });
  const text = asText((changes.exportLeaf ?? ((same) => same))(leaf));
  const index = log.append(text);
  log.append(asText(sampleLeaf({ tenant_ref: 'tenant-z' })));
  const extra = (changes.extra ?? ((same) => same))({ leaf: text, salt: salt.toString('base64'), detail });
  const file = formatProofFile({
    index,
    proof: await log.proof(index),
    checkpoint: log.checkpoint(),
    extra: Buffer.from(JSON.stringify(extra)),
  });
  const body = (changes.exportProof ?? ((same: Buffer) => same))(file);
  if (body !== null) writer.addUnlisted({ path: 'export.tlog-proof', body });
}

function documentEntry(path: string, text: string): Json {
  return {
    ...fileEntry(path, text),
    title: `Title of ${path}`,
    slot: 'will',
    documentId: randomUUID(),
    versionId: randomUUID(),
  };
}

function fileEntry(path: string, text: string): Json {
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { path, sha256, byteSize: text.length, mediaType: 'application/pdf' };
}

function asText(leaf: Json): string {
  return canonicalJson(leaf).toString();
}

/** Writes files to a temporary folder and passes a function from name to path to `use`. */
export async function withFiles<T>(
  files: Readonly<Record<string, Buffer | string>>,
  use: (path: (name: string) => string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'bundle-'));
  try {
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
    return await use((name) => join(folder, name));
  } finally {
    await rm(folder, { recursive: true });
  }
}
