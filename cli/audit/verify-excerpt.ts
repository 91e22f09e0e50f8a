import type { Policy } from '#platform/tlog';
import type { z } from 'zod';
import { chainedLeaf, excerptFileEnd, excerptFileHeader, parseJson } from './bundle-files.ts';
import { createChainCheck } from './check-chain.ts';
import { createEntriesCheck } from './check-entries.ts';
import type { EntriesCheck } from './check-entries.ts';
import type { ChainCheck } from './check-chain.ts';
import { checkCheckpoint } from './check-excerpt.ts';
import { LinesError, readLines } from './excerpt-lines.ts';
import type { FileLine } from './excerpt-lines.ts';
import { excerptChecks, inOrder, makeCheck, verdictOf } from './report.ts';
import type { Check, Verdict } from './report.ts';

type FileHeader = z.output<typeof excerptFileHeader>;

/** What an excerpt of the log turned out to be worth. */
export interface ExcerptReport {
  readonly verdict: Verdict;
  readonly type: 'excerpt';
  /** What it says of itself; null when it cannot be read. */
  readonly excerpt: {
    readonly about: 'Case' | 'Principal';
    readonly entries: number;
    readonly withheld: number;
    /** SHA-256 of everything but the last line, as that line states it; null without one. */
    readonly sha256: string | null;
    /** Pseudonyms in the log of the tenant, and of whom or what it is about; the same in each excerpt. */
    readonly tenantRef: string | null;
    readonly subjectRef: string | null;
  } | null;
  /** Head of the log in which the entries are proven; null when it cannot be read. */
  readonly log: { readonly origin: string; readonly size: number; readonly root: string } | null;
  readonly checks: readonly Check[];
}

/** How far it is: entries looked at, of those announced. */
export type OnProgress = (done: number, total: number) => void;

/** An excerpt as far as it was read. */
interface Reading {
  header: FileHeader | undefined;
  checkpoint: ReturnType<typeof checkCheckpoint> | undefined;
  entries: EntriesCheck | undefined;
  chain: ChainCheck | undefined;
  done: number;
  /** The last entry that could be read. */
  lastLeaf: string | undefined;
  sha256: string | null;
  problem: string | undefined;
}

/**
 * Verifies an excerpt of the log that is a file of its own, offline and in a stream.
 * @throws a system error (`ENOENT`, …) when the file cannot be read; never for a bad excerpt
 */
export async function verifyExcerptFile(options: {
  readonly path: string;
  readonly policy: Policy | null;
  readonly onProgress?: OnProgress;
}): Promise<ExcerptReport> {
  const reading: Reading = {
    header: undefined,
    checkpoint: undefined,
    entries: undefined,
    chain: undefined,
    done: 0,
    lastLeaf: undefined,
    sha256: null,
    problem: undefined,
  };
  try {
    for await (const line of readLines(options.path)) addLine(reading, line, options.policy, options.onProgress);
  } catch (error) {
    if (!(error instanceof LinesError)) throw error;
    reading.problem ??= error.message;
  }
  return reportOf(reading);
}

function addLine(reading: Reading, line: FileLine, policy: Policy | null, onProgress: OnProgress | undefined): void {
  if (reading.problem !== undefined) return;
  const { header, entries, chain } = reading;
  if (header === undefined || entries === undefined) {
    start(reading, line, policy);
  } else if (line.isLast) {
    end(reading, line);
  } else {
    const entry = entries.addLine(line.text, `line ${String(reading.done + 2)}`);
    reading.done += 1;
    if (entry !== undefined) {
      chain?.add(entry);
      reading.lastLeaf = entry.leaf;
    }
    onProgress?.(reading.done, header.entries);
  }
}

function start(reading: Reading, { text }: FileLine, policy: Policy | null): void {
  const parsed = parseJson(excerptFileHeader, text, 'the first line');
  if ('finding' in parsed) {
    reading.problem = parsed.finding;
    return;
  }
  reading.header = parsed.value;
  reading.checkpoint = checkCheckpoint('the checkpoint', Buffer.from(parsed.value.checkpoint), policy);
  reading.entries = createEntriesCheck(reading.checkpoint.checkpoint);
  reading.chain = createChainCheck(parsed.value);
}

function end(reading: Reading, { text, sha256Before }: FileLine): void {
  const parsed = parseJson(excerptFileEnd, text, 'the last line');
  if ('finding' in parsed) {
    reading.problem = `${parsed.finding}; the end of the file is missing`;
    return;
  }
  reading.sha256 = parsed.value.sha256;
  if (parsed.value.sha256 !== sha256Before) reading.problem = 'the file does not have the SHA-256 that its end states';
}

function reportOf(reading: Reading): ExcerptReport {
  const { header, checkpoint, entries, chain, sha256, lastLeaf } = reading;
  const problem = reading.problem ?? (sha256 === null ? 'the end of the file is missing' : undefined);
  const file = makeCheck('file', problem === undefined ? 'passed' : 'failed', problem === undefined ? [] : [problem]);
  if (header === undefined || checkpoint === undefined || entries === undefined || chain === undefined) {
    const checks = inOrder(excerptChecks, [file], 'the file cannot be read');
    return { verdict: 'failed', type: 'excerpt', excerpt: null, log: null, checks };
  }
  const { excerpt, tenant, tenantRef } = entries.finish();
  const chainCheck = chain.finish(checkpoint.checkpoint?.trusted ?? false);
  const checks = inOrder(
    excerptChecks,
    [file, checkpoint.check, excerpt, tenant, chainCheck],
    'the file cannot be read',
  );
  const last = lastLeaf === undefined ? undefined : parseJson(chainedLeaf, lastLeaf, 'the last entry');
  const subjectRef = last !== undefined && 'value' in last ? last.value.target_ref : null;
  const { about, entries: count, withheld } = header;
  return {
    verdict: verdictOf(checks),
    type: 'excerpt',
    excerpt: { about, entries: count, withheld, sha256, tenantRef, subjectRef },
    log: logOf(checkpoint),
    checks,
  };
}

function logOf({ checkpoint }: ReturnType<typeof checkCheckpoint>): ExcerptReport['log'] {
  if (checkpoint === undefined) return null;
  const { origin, size, root } = checkpoint.value;
  return { origin, size, root: root.toString('base64') };
}
