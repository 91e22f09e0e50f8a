import type { Readable } from 'node:stream';
import { AppError } from '#platform/errors';
import { layoutProblems } from './archive-layout.ts';
import { createNameSet } from './bag-path.ts';
import { entryName, entryProblems } from './entry-rules.ts';
import { defaultBagLimits } from './limits.ts';
import type { BagLimits } from './limits.ts';
import type { BagProblem } from './problems.ts';
import { ArchiveFinding, closeArchive, findingOrThrow, openArchive, openEntryStream } from './yauzl-api.ts';
import type { OpenArchive, ZipEntry } from './yauzl-api.ts';

/** An archive whose directory has been checked and none of whose content has been read. */
export interface Bag {
  /** The one top folder; null when there is none or the archive could not be read. */
  readonly name: string | null;
  /** Findings in the archive itself. While there are any, nothing in it may be decompressed. */
  readonly problems: readonly BagProblem[];
  /** Files by their path inside the top folder. */
  readonly files: ReadonlyMap<string, BagFile>;
  readonly limits: BagLimits;
  /**
   * Content of one file, uncompressed; the stream fails when the content does not have the declared size.
   * @throws AppError NOT_FOUND for a path that is not in `files`
   */
  openFile(path: string): Promise<Readable>;
  close(): Promise<void>;
}

export interface BagFile {
  /** Uncompressed, as the directory declares it. */
  readonly byteSize: number;
  readonly crc32: number;
}

/**
 * Opens a zipped bag and checks everything that can be checked without reading content: names, types, sizes, layout.
 * A bad archive is no error: it comes back with `problems`, and `verifyBag` reports them.
 * @param path of the ZIP file
 * @throws a system error (`ENOENT`, `EACCES`, …) when the file cannot be read
 */
export async function openBag(path: string, limits: Partial<BagLimits> = {}): Promise<Bag> {
  const allLimits = { ...defaultBagLimits, ...limits };
  let archive: OpenArchive;
  try {
    archive = await openArchive(path);
  } catch (error) {
    const code = error instanceof ArchiveFinding ? 'zip.end_record' : 'zip.malformed';
    return brokenBag([{ code, detail: findingOrThrow(error) }], allLimits);
  }
  try {
    return await readDirectory(archive, allLimits);
  } catch (error) {
    await closeArchive(archive);
    return brokenBag([{ code: 'zip.malformed', detail: findingOrThrow(error) }], allLimits);
  }
}

async function readDirectory(archive: OpenArchive, limits: BagLimits): Promise<Bag> {
  const problems = archiveSizeProblems(archive, limits);
  const entries: ZipEntry[] = [];
  if (problems.length === 0) {
    for await (const entry of archive.archive.eachEntry()) entries.push(entry);
    problems.push(...directoryProblems(archive, entries, limits), ...(await layoutProblems(archive, entries)));
  }
  const top = entries[0] === undefined ? null : topFolder(entryName(entries[0]));
  problems.push(...nameProblems(entries, top));
  const byPath = new Map(entries.map((entry) => [entryName(entry).slice((top?.length ?? -1) + 1), entry]));
  return {
    name: top,
    problems,
    limits,
    files: new Map(
      [...byPath].map(([path, entry]) => [path, { byteSize: entry.uncompressedSize, crc32: entry.crc32 }]),
    ),
    async openFile(path) {
      const entry = byPath.get(path);
      if (entry === undefined) throw new AppError('NOT_FOUND');
      return openEntryStream(archive, entry);
    },
    close: () => closeArchive(archive),
  };
}

function archiveSizeProblems({ fileSize, end }: OpenArchive, limits: BagLimits): BagProblem[] {
  if (fileSize > limits.maxArchiveBytes) {
    return [{ code: 'zip.too_large', detail: `the archive has more than ${String(limits.maxArchiveBytes)} bytes` }];
  }
  if (end.entryCount > limits.maxEntries) {
    return [{ code: 'zip.too_many_entries', detail: `the archive has more than ${String(limits.maxEntries)} entries` }];
  }
  return end.entryCount === 0 ? [{ code: 'bag.empty', detail: 'the archive has no entries' }] : [];
}

function directoryProblems(
  { archive, end }: OpenArchive,
  entries: readonly ZipEntry[],
  limits: BagLimits,
): BagProblem[] {
  const problems = entries.flatMap((entry) => entryProblems(entry, limits));
  const totalBytes = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
  if (totalBytes > limits.maxTotalBytes) {
    problems.push({ code: 'bag.too_large', detail: `the content has more than ${String(limits.maxTotalBytes)} bytes` });
  }
  if (archive.readEntryCursor !== end.directoryEnd) {
    problems.push({ code: 'zip.malformed', detail: 'the directory has more records than the end record counts' });
  }
  return problems;
}

function nameProblems(entries: readonly ZipEntry[], top: string | null): BagProblem[] {
  const names = createNameSet();
  return entries.flatMap((entry) => {
    const path = entryName(entry);
    const problems: BagProblem[] = [];
    const code = names.add(path);
    if (code !== null)
      problems.push({ code, path, detail: 'another entry has the same name, or needs it as a folder' });
    if (top === null || topFolder(path) !== top) {
      problems.push({ code: 'entry.outside_top_folder', path, detail: 'all files belong in one top folder' });
    }
    return problems;
  });
}

function topFolder(name: string): string | null {
  const separator = name.indexOf('/');
  return separator <= 0 ? null : name.slice(0, separator);
}

function brokenBag(problems: readonly BagProblem[], limits: BagLimits): Bag {
  return {
    name: null,
    problems,
    limits,
    files: new Map(),
    openFile: () => Promise.reject(new AppError('NOT_FOUND')),
    close: () => Promise.resolve(),
  };
}
