import type { PayloadFile } from './bag-writer.ts';
import { readFile } from './file-content.ts';
import type { Bag } from './open-bag.ts';
import type { BagProblem } from './problems.ts';
import { verifyPayload } from './verify-payload.ts';
import { topLevelProblems, verifyTagFiles } from './verify-tag-files.ts';

export interface BagReport {
  readonly ok: boolean;
  readonly problems: readonly BagProblem[];
  /** The top folder. */
  readonly name: string | null;
  /** Payload files in archive order, with what was computed from their bytes. */
  readonly files: readonly PayloadFile[];
  /** Payload bytes. */
  readonly bytes: number;
  /** Lines of bag-info.txt. */
  readonly info: ReadonlyMap<string, string>;
  /** SHA-256 of tagmanifest-sha256.txt, lower-case hex; null when it could not be read. */
  readonly tagmanifestSha256: string | null;
  /**
   * Content of a payload, tag or unlisted file, as long as the bag is open; null when there is no such file or it is damaged
   * or larger than `limits.maxBufferedBytes`. Nothing is readable in an archive with findings.
   */
  readEntry(path: string): Promise<Buffer | null>;
}

/**
 * Verifies a bag: complete and valid as RFC 8493 section 3 defines it, and in the strict form this folder writes. Findings
 * in the archive end the verification before any content is decompressed.
 * @param allowedUnlisted top-level files that may stand outside the manifests, such as a signature
 * @throws a system error when the archive cannot be read; never for a bad bag
 */
export async function verifyBag(
  bag: Bag,
  { allowedUnlisted = [] }: { allowedUnlisted?: readonly string[] } = {},
): Promise<BagReport> {
  const base = { name: bag.name, files: [], bytes: 0, info: new Map<string, string>(), tagmanifestSha256: null };
  const readEntry = async (path: string): Promise<Buffer | null> => {
    if (bag.problems.length > 0 || !bag.files.has(path)) return null;
    const file = await readFile(bag, path);
    return 'code' in file ? null : file.content;
  };
  if (bag.problems.length > 0) {
    return { ...base, ok: false, problems: bag.problems, readEntry };
  }
  const nameFindings = topLevelProblems(bag, new Set(allowedUnlisted));
  if (nameFindings.some(({ code }) => code === 'tagfile.missing'))
    return { ...base, ok: false, problems: nameFindings, readEntry };

  const { tagFiles, problems: tagFindings } = await verifyTagFiles(bag);
  const problems = [...nameFindings, ...tagFindings];
  if (tagFiles === undefined) return { ...base, ok: false, problems, readEntry };

  const payload = await verifyPayload(bag, tagFiles);
  problems.push(...payload.problems);
  return {
    name: bag.name,
    ok: problems.length === 0,
    problems,
    files: payload.files,
    bytes: payload.files.reduce((sum, file) => sum + file.byteSize, 0),
    info: tagFiles.info,
    tagmanifestSha256: tagFiles.tagmanifestSha256,
    readEntry,
  };
}
