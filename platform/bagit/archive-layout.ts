import { entryName, flagSizesFollow, headersAgree } from './entry-rules.ts';
import type { BagProblem } from './problems.ts';
import { readLocalHeader } from './yauzl-api.ts';
import type { OpenArchive, ZipEntry } from './yauzl-api.ts';

// Data descriptors (APPNOTE 4.3.9): with or without signature, sizes of 4 or 8 bytes.
const descriptorLengths: ReadonlySet<number> = new Set([12, 16, 20, 24]);

/**
 * Checks that the entries fill the file from its first byte to the directory, one after the other. Entries that overlap are
 * how a small file becomes a huge one without any suspicious ratio; bytes between entries are content that only some tools
 * see, such as an entry that was dropped from the directory.
 * @throws a system error when the file cannot be read
 */
export async function layoutProblems(archive: OpenArchive, entries: readonly ZipEntry[]): Promise<BagProblem[]> {
  const problems: BagProblem[] = [];
  const ordered = [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  let position = 0;
  let previous: ZipEntry | undefined;
  for (const entry of ordered) {
    const path = entryName(entry);
    const gap = gapProblem(previous, entry.relativeOffsetOfLocalHeader - position);
    if (gap !== null)
      problems.push({ code: gap, path, detail: 'the entry does not begin where the one before it ends' });
    if (entry.relativeOffsetOfLocalHeader >= archive.end.directoryStart) {
      problems.push({ code: 'zip.malformed', path, detail: 'the entry lies behind the directory' });
      return problems;
    }
    const local = await readLocalHeader(archive, entry);
    if (!headersAgree(entry, local)) {
      problems.push({
        code: 'zip.header_mismatch',
        path,
        detail: 'the header in front of the data differs from the directory',
      });
    }
    position = local.fileDataStart + entry.compressedSize;
    previous = entry;
  }
  const gap = gapProblem(previous, archive.end.directoryStart - position);
  if (gap !== null) problems.push({ code: gap, detail: 'the directory does not begin where the last entry ends' });
  return problems;
}

function gapProblem(previous: ZipEntry | undefined, gap: number): 'zip.overlap' | 'zip.hidden_bytes' | null {
  if (gap < 0) return 'zip.overlap';
  const descriptorExpected = previous !== undefined && (previous.generalPurposeBitFlag & flagSizesFollow) !== 0;
  const expected = descriptorExpected ? descriptorLengths.has(gap) : gap === 0;
  return expected ? null : 'zip.hidden_bytes';
}
