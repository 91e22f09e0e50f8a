import { orFinding, noTrustedLog, readCheckpoint } from './trusted-notes.ts';
import { bundlePaths, excerptHeader, parseJson } from './bundle-files.ts';
import { createChainCheck } from './check-chain.ts';
import { createEntriesCheck } from './check-entries.ts';
import { decodeText } from './decode-text.ts';
import { makeCheck } from './report.ts';
import type { Checkpoint, Policy } from '#platform/tlog';
import type { ExcerptHeader } from './bundle-files.ts';
import type { EntriesCheck, EntryLine } from './check-entries.ts';
import type { Check } from './report.ts';
import type { Reading } from './trusted-notes.ts';

export interface ExcerptFiles {
  readonly checkpoint: Buffer | null;
  readonly entries: Buffer | null;
  /** What the excerpt says of itself; bundles of the first form have none. */
  readonly header: Buffer | null;
}

/** What the rest of the bundle says of it. */
export interface ExcerptSurroundings {
  /** Form of the bundle. */
  readonly version: number;
  /** The entry about the export; undefined when it cannot be read. */
  readonly exportLeaf: string | undefined;
}

/** The audit excerpt: a checkpoint of the log, entries that are in it, one tenant whom they are about, and nothing missing of them. */
export function checkExcerpt(
  files: ExcerptFiles,
  { version, exportLeaf }: ExcerptSurroundings,
  policy: Policy | null,
): Check[] {
  const { check: checkpointCheck, checkpoint } = checkCheckpoint(bundlePaths.checkpoint, files.checkpoint, policy);
  const checker = createEntriesCheck(checkpoint);
  const entries = readEntries(files.entries, checker);
  const { excerpt, tenant } = checker.finish();
  const trusted = checkpoint?.trusted ?? false;
  const chain =
    tenant.status === 'skipped' ? undefined : checkChain(files.header, entries, { version, exportLeaf, trusted });
  return [checkpointCheck, excerpt, tenant, chain ?? makeCheck('chain', 'skipped', ['the entries could not be read'])];
}

/** @param what names the note in findings */
export function checkCheckpoint(
  what: string,
  note: Buffer | null,
  policy: Policy | null,
): { check: Check; checkpoint?: Reading<Checkpoint> } {
  if (note === null) return { check: makeCheck('checkpoint', 'failed', [`${what} is missing`]) };
  const reading = orFinding(what, () => readCheckpoint(note, policy));
  if ('finding' in reading) return { check: makeCheck('checkpoint', 'failed', [reading.finding]) };
  const { value, trusted } = reading.value;
  const check = trusted
    ? makeCheck('checkpoint', 'passed', [`${value.origin}, ${String(value.size)} entries`])
    : makeCheck('checkpoint', 'untrusted', [noTrustedLog]);
  return { check, checkpoint: reading.value };
}

function readEntries(content: Buffer | null, checker: EntriesCheck): EntryLine[] {
  const text = content === null ? null : decodeText(content);
  if (text === null) {
    checker.addFinding(`${bundlePaths.entries} is missing, too large or not UTF-8`);
    return [];
  }
  const lines = text.split('\n');
  if (lines.pop() !== '') checker.addFinding(`${bundlePaths.entries} does not end in a line feed`);
  if (lines.length === 0) checker.addFinding(`${bundlePaths.entries} has no entries`);
  return lines.flatMap((line, at) => checker.addLine(line, `${bundlePaths.entries} line ${String(at + 1)}`) ?? []);
}

function checkChain(
  file: Buffer | null,
  entries: readonly EntryLine[],
  { version, exportLeaf, trusted }: ExcerptSurroundings & { readonly trusted: boolean },
): Check {
  if (version === 1 && file === null)
    return makeCheck('chain', 'not_covered', ['a bundle of the first form does not say what its excerpt leaves out']);
  const header = readHeader(file);
  if ('finding' in header) return makeCheck('chain', 'failed', [header.finding]);
  if (header.value.about !== 'Case') return makeCheck('chain', 'failed', ['the excerpt of a pack is about its case']);
  const check = createChainCheck(header.value);
  for (const entry of entries) check.add(entry);
  return check.finish(trusted, exportLeaf);
}

function readHeader(file: Buffer | null): { value: ExcerptHeader } | { finding: string } {
  const text = file === null ? null : decodeText(file);
  if (text === null) return { finding: `${bundlePaths.excerpt} is missing, too large or not UTF-8` };
  return parseJson(excerptHeader, text, bundlePaths.excerpt);
}
