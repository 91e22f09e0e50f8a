import { close, fstat, open, read } from 'node:fs';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import yauzl from 'yauzl';
import { endRecordTailLength, parseEndRecord } from './zip-end-record.ts';
import type { EndRecord } from './zip-end-record.ts';

/**
 * What this folder uses of yauzl 3, typed here because @types/yauzl still describes version 2. This is the only file that
 * imports it. With `decodeStrings: false` names are the raw bytes of the archive: yauzl would otherwise pick a name from an
 * extra field that other tools ignore, and stop at the first name it does not like.
 */
export interface ZipEntry {
  readonly fileName: Buffer;
  readonly generalPurposeBitFlag: number;
  readonly compressionMethod: number;
  readonly crc32: number;
  readonly compressedSize: number;
  readonly uncompressedSize: number;
  readonly externalFileAttributes: number;
  readonly relativeOffsetOfLocalHeader: number;
  readonly extraFields: readonly { readonly id: number }[];
}

/** Header in front of an entry's data. Its sizes and checksum may be 0 when flag bit 3 says that they follow the data. */
export interface LocalHeader {
  readonly fileDataStart: number;
  readonly generalPurposeBitFlag: number;
  readonly compressionMethod: number;
  readonly crc32: number;
  readonly compressedSize: number;
  readonly uncompressedSize: number;
  readonly fileName: Buffer;
}

interface YauzlArchive {
  readonly readEntryCursor: number;
  on(event: 'error', listener: (error: Error) => void): void;
  once(event: 'close', listener: () => void): void;
  eachEntry(): AsyncIterable<ZipEntry>;
  openReadStream(entry: ZipEntry, callback: (error: Error | null, stream?: Readable) => void): void;
  readLocalFileHeader(entry: ZipEntry, callback: (error: Error | null, header?: LocalHeader) => void): void;
  close(): void;
}

interface Yauzl3 {
  readonly fromFdPromise: (
    fd: number,
    options: { decodeStrings: false; autoClose: false; validateEntrySizes: true },
  ) => Promise<YauzlArchive>;
}

/** An open archive. `archive.readEntryCursor` is the offset of the next directory record. */
export interface OpenArchive {
  readonly archive: YauzlArchive;
  readonly fileSize: number;
  readonly end: EndRecord;
}

/** Why a file is not an archive; thrown so that system errors and findings take the same way out. */
export class ArchiveFinding extends Error {}

/**
 * Opens an archive and checks its end record before yauzl follows the offsets in it.
 * @throws ArchiveFinding when the file is not one well-formed ZIP; a system error when it cannot be read
 */
export async function openArchive(path: string): Promise<OpenArchive> {
  // A plain descriptor and not a FileHandle, because yauzl closes it.
  const fd = await promisify(open)(path, 'r');
  try {
    const { size: fileSize } = await promisify(fstat)(fd);
    const tail = Buffer.alloc(Math.min(fileSize, endRecordTailLength));
    if (tail.length > 0) await promisify(read)(fd, tail, 0, tail.length, fileSize - tail.length);
    const end = parseEndRecord(tail, fileSize);
    if (typeof end === 'string') throw new ArchiveFinding(end);
    const { fromFdPromise } = yauzl as unknown as Yauzl3;
    const archive = await fromFdPromise(fd, { decodeStrings: false, autoClose: false, validateEntrySizes: true });
    // Errors of reading entries come through the iterator as well; without a listener the event would end the process.
    archive.on('error', () => undefined);
    return { archive, fileSize, end };
  } catch (error) {
    await promisify(close)(fd);
    throw error;
  }
}

/** Closes the archive's file; resolves when it is closed. */
export async function closeArchive({ archive }: OpenArchive): Promise<void> {
  await new Promise<void>((resolve) => {
    archive.once('close', resolve);
    archive.close();
  });
}

/** Header in front of the entry's data, for comparison with the directory. */
export async function readLocalHeader({ archive }: OpenArchive, entry: ZipEntry): Promise<LocalHeader> {
  return new Promise((resolve, reject) => {
    archive.readLocalFileHeader(entry, (error, header) => {
      if (header === undefined) reject(error ?? new Error('no local header'));
      else resolve(header);
    });
  });
}

/** Uncompressed content; the stream fails when it has more or fewer bytes than the directory declares. */
export async function openEntryStream({ archive }: OpenArchive, entry: ZipEntry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    archive.openReadStream(entry, (error, stream) => {
      if (stream === undefined) {
        reject(error ?? new Error('no stream'));
        return;
      }
      // A second error can follow the one the reader has taken; without a listener it would end the process.
      stream.on('error', () => undefined);
      resolve(stream);
    });
  });
}

/**
 * What an error says about the archive.
 * @throws the error itself when it came from the operating system (`ENOENT`, `EIO`, …) and so says nothing about it
 */
export function findingOrThrow(error: unknown): string {
  if (typeof error !== 'object' || error === null || 'syscall' in error || !('message' in error)) throw error;
  return String(error.message);
}
