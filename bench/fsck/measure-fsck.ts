import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parsePolicy } from '#platform/tlog';
import { createFolderSource } from '../../cli/audit/fsck/folder-source.ts';
import { fsck } from '../../cli/audit/fsck/fsck.ts';
import { createLeafMaker, freshLogKey, publishFolder } from '../../cli/audit/testing/published-folder.ts';

/** Tenants among whom the entries are spread. */
const TENANTS = 1_000;
const GROUPS_AT_ONCE = 16;

export interface FsckMeasurement {
  readonly entries: number;
  readonly seconds: number;
  readonly entriesPerSecond: number;
  /** Entries per second of processor time, which a busy machine changes less. */
  readonly entriesPerCpuSecond: number;
  /** Most memory of the process while it checked, in MiB. */
  readonly peakRssMib: number;
}

/** Publishes a log of so many entries in a temporary folder and checks it, as `lifeready audit fsck <folder>` does. */
export async function measureFsck(entries: number): Promise<FsckMeasurement> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lifeready-fsck-'));
  try {
    const signer = freshLogKey(randomBytes(32));
    await publishFolder({ folder, signer, size: entries, leafAt: createLeafMaker(TENANTS) });
    return await measure(folder, parsePolicy(`log ${signer.vkey}\nquorum none\n`), entries);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measure(
  folder: string,
  policy: ReturnType<typeof parsePolicy>,
  entries: number,
): Promise<FsckMeasurement> {
  let peakRssBytes = 0;
  const before = process.cpuUsage();
  const report = await fsck({
    source: createFolderSource(folder),
    policy,
    hashesOnly: false,
    atOnce: GROUPS_AT_ONCE,
    now: () => performance.now(),
    onProgress: () => {
      peakRssBytes = Math.max(peakRssBytes, process.memoryUsage.rss());
    },
  });
  const { user, system } = process.cpuUsage(before);
  if (report.verdict !== 'verified' || report.entries !== entries)
    throw new Error(`the log that was made for it is not good: ${report.findings.join('; ')}`);
  return {
    entries,
    seconds: report.seconds,
    entriesPerSecond: Math.round(entries / report.seconds),
    entriesPerCpuSecond: Math.round(entries / ((user + system) / 1e6)),
    peakRssMib: Math.round(peakRssBytes / 1_048_576),
  };
}
