/**
 * The end record of a ZIP (APPNOTE 4.3.14 to 4.3.16), held to one reading. Tools find the directory of an archive in different ways: by
 * searching backwards for a signature, by offset, or by size. An archive on which they disagree shows one content here and
 * another to the person who unpacks it, so everything the end record says must agree with the file, to the byte.
 */

const endRecordLength = 22;
const zip64LocatorLength = 20;
const zip64RecordLength = 56;

/** Bytes from the end of the file that `parseEndRecord` needs (fewer if the file is shorter). */
export const endRecordTailLength = endRecordLength + zip64LocatorLength + zip64RecordLength;

export interface EndRecord {
  readonly entryCount: number;
  /** Offset of the first directory record. */
  readonly directoryStart: number;
  /** Offset behind the last directory record. */
  readonly directoryEnd: number;
}

interface DirectoryFields {
  readonly entryCount: number;
  readonly size: number;
  readonly offset: number;
}

/**
 * @param tail last `endRecordTailLength` bytes of the file
 * @param fileSize bytes
 * @returns the record, or a sentence that says what does not agree
 */
export function parseEndRecord(tail: Buffer, fileSize: number): EndRecord | string {
  const record = tail.subarray(Math.max(0, tail.length - endRecordLength));
  if (record.length < endRecordLength || record.readUInt32LE(0) !== 0x06054b50 || record.readUInt16LE(20) !== 0) {
    return 'no end record closes the file: it is cut off, has other bytes behind it, or is not a ZIP';
  }
  if (record.readUInt32LE(4) !== 0) return 'the archive is split over several files';
  const inOneFile = record.readUInt16LE(8) === record.readUInt16LE(10);
  const classic = {
    entryCount: record.readUInt16LE(10),
    size: record.readUInt32LE(12),
    offset: record.readUInt32LE(16),
  };
  const zip64 = parseZip64(tail, fileSize);
  if (!inOneFile || typeof zip64 === 'string') return typeof zip64 === 'string' ? zip64 : 'the entry counts differ';
  if (zip64 !== null && !agree(classic, zip64)) return 'the two end records differ';

  const fields = zip64 ?? classic;
  const directoryEnd = fileSize - (zip64 === null ? endRecordLength : endRecordTailLength);
  if (fields.offset + fields.size !== directoryEnd) return 'the directory does not end where the end record begins';
  return { entryCount: fields.entryCount, directoryStart: fields.offset, directoryEnd };
}

/** ZIP64 fields, null when the archive has none, or what is wrong with them. */
function parseZip64(tail: Buffer, fileSize: number): DirectoryFields | string | null {
  if (tail.length < endRecordTailLength) return null;
  const locator = tail.subarray(zip64RecordLength, zip64RecordLength + zip64LocatorLength);
  if (locator.readUInt32LE(0) !== 0x07064b50) return null;
  const record = tail.subarray(0, zip64RecordLength);
  const consistent =
    locator.readUInt32LE(4) === 0 &&
    locator.readBigUInt64LE(8) === BigInt(fileSize - endRecordTailLength) &&
    locator.readUInt32LE(16) === 1 &&
    record.readUInt32LE(0) === 0x06064b50 &&
    record.readBigUInt64LE(4) === BigInt(zip64RecordLength - 12) &&
    record.readBigUInt64LE(16) === 0n &&
    record.readBigUInt64LE(24) === record.readBigUInt64LE(32);
  const numbers = [record.readBigUInt64LE(32), record.readBigUInt64LE(40), record.readBigUInt64LE(48)];
  if (!consistent || numbers.some((value) => value > BigInt(fileSize)))
    return 'the ZIP64 end record does not agree with the file';
  const [entryCount = 0, size = 0, offset = 0] = numbers.map(Number);
  return { entryCount, size, offset };
}

/** A classic field either repeats the ZIP64 field or is all ones, which refers to it. */
function agree(classic: DirectoryFields, zip64: DirectoryFields): boolean {
  return (
    [zip64.entryCount, 0xffff].includes(classic.entryCount) &&
    [zip64.size, 0xffffffff].includes(classic.size) &&
    [zip64.offset, 0xffffffff].includes(classic.offset)
  );
}
