import { pathProblem } from './bag-path.ts';
import type { BagLimits } from './limits.ts';
import type { BagProblem } from './problems.ts';
import type { LocalHeader, ZipEntry } from './yauzl-api.ts';

/** Rules that one entry of an archive must keep before its content is touched. Each names the attack it stops. */

const flagEncrypted = 0x0001;
const flagStrongEncryption = 0x0040;
const flagMaskedDirectory = 0x2000;
/** Sizes and checksum stand behind the data instead of in front of it. */
export const flagSizesFollow = 0x0008;

const methodStored = 0;
const methodDeflated = 8;

const fileTypeMask = 0xf000;
const fileTypeRegular = 0x8000;
const fileTypeSymlink = 0xa000;
const dosDirectory = 0x10;

// Info-ZIP Unicode Path gives the entry a second name, AES says its content is something else than it seems.
const refusedExtraFields: ReadonlySet<number> = new Set([0x7075, 0x9901]);

const allOnes = 0xffffffff;

/** Raw name of an entry. Latin-1 keeps every byte apart, and the path rules refuse all that are not ASCII. */
export function entryName(entry: Pick<ZipEntry, 'fileName'>): string {
  return entry.fileName.toString('latin1');
}

/** Every rule the directory record of an entry breaks. */
export function entryProblems(entry: ZipEntry, limits: BagLimits): BagProblem[] {
  const path = entryName(entry);
  const found: (Pick<BagProblem, 'code' | 'detail'> | null)[] = [
    nameRule(path),
    fileTypeRule(entry),
    encodingRule(entry),
    sizeRule(entry, limits),
  ];
  return found.filter((problem) => problem !== null).map(({ code, detail }) => ({ code, path, detail }));
}

function nameRule(name: string): Pick<BagProblem, 'code' | 'detail'> | null {
  // A folder entry has nothing to hash; `fileTypeRule` reports it.
  const code = pathProblem(name.endsWith('/') ? name.slice(0, -1) : name);
  return code === null ? null : { code, detail: `the name ${JSON.stringify(name)} is not allowed in a bag` };
}

/** A symbolic link, once unpacked, lets a later entry write outside the folder, and hides what it shows. */
function fileTypeRule(entry: ZipEntry): Pick<BagProblem, 'code' | 'detail'> | null {
  const type = (entry.externalFileAttributes >>> 16) & fileTypeMask;
  if (type === fileTypeSymlink) return { code: 'entry.symlink', detail: 'the entry is a symbolic link' };
  const isFolder = entryName(entry).endsWith('/') || (entry.externalFileAttributes & dosDirectory) !== 0;
  if (isFolder || (type !== 0 && type !== fileTypeRegular)) {
    return { code: 'entry.not_regular', detail: 'the entry is not a regular file' };
  }
  return null;
}

function encodingRule(entry: ZipEntry): Pick<BagProblem, 'code' | 'detail'> | null {
  if ((entry.generalPurposeBitFlag & (flagEncrypted | flagStrongEncryption | flagMaskedDirectory)) !== 0) {
    return { code: 'entry.encrypted', detail: 'the entry is encrypted' };
  }
  if (entry.compressionMethod !== methodStored && entry.compressionMethod !== methodDeflated) {
    return { code: 'entry.method', detail: `compression method ${String(entry.compressionMethod)} is not supported` };
  }
  const refused = entry.extraFields.find(({ id }) => refusedExtraFields.has(id));
  if (refused === undefined) return null;
  return { code: 'entry.extra_field', detail: `extra field 0x${refused.id.toString(16)} is not allowed` };
}

/** Declared sizes; that the content keeps to them is checked while it is read. */
function sizeRule(entry: ZipEntry, limits: BagLimits): Pick<BagProblem, 'code' | 'detail'> | null {
  if (entry.uncompressedSize > limits.maxEntryBytes) {
    return {
      code: 'entry.too_large',
      detail: `${String(entry.uncompressedSize)} bytes are more than ${String(limits.maxEntryBytes)}`,
    };
  }
  if (entry.uncompressedSize > entry.compressedSize * limits.maxCompressionRatio) {
    return { code: 'entry.ratio', detail: `more than ${String(limits.maxCompressionRatio)} times its compressed size` };
  }
  return null;
}

/** Whether the header in front of the data says the same as the directory; tools that read front to back believe the former. */
export function headersAgree(entry: ZipEntry, local: LocalHeader): boolean {
  const sizesFollow = (entry.generalPurposeBitFlag & flagSizesFollow) !== 0;
  const same = (a: number, b: number): boolean => a === b || (sizesFollow && a === 0);
  return (
    local.fileName.equals(entry.fileName) &&
    local.generalPurposeBitFlag === entry.generalPurposeBitFlag &&
    local.compressionMethod === entry.compressionMethod &&
    same(local.crc32, entry.crc32) &&
    (same(local.compressedSize, entry.compressedSize) || local.compressedSize === allOnes) &&
    (same(local.uncompressedSize, entry.uncompressedSize) || local.uncompressedSize === allOnes)
  );
}
