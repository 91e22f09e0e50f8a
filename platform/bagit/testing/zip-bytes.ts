import { crc32, deflateRawSync } from 'node:zlib';

/** One entry of a hand-made archive. Whatever is given is written as it is, true or not. */
export interface RawEntry {
  readonly name: string;
  readonly data?: Buffer | string;
  readonly deflate?: boolean;
  readonly flags?: number;
  readonly method?: number;
  /** Upper 16 bits: Unix mode. Default: regular file. */
  readonly externalAttributes?: number;
  /** Name in the header in front of the data. */
  readonly localName?: string;
  readonly declaredSize?: number;
  readonly extra?: Buffer;
  /** Leaves the entry out of the directory. */
  readonly hidden?: boolean;
  /** Points the directory record at the data of an earlier entry. */
  readonly sameDataAs?: number;
}

export interface RawArchive {
  readonly entries: readonly RawEntry[];
  readonly comment?: string;
  readonly prefix?: string;
  /** Number of entries that the end record states. */
  readonly statedCount?: number;
}

/** Writes a ZIP without any check, to make the archives that a well-behaved writer refuses to make. */
export function rawZip({ entries, comment = '', prefix = '', statedCount }: RawArchive): Buffer {
  const parts: Buffer[] = [Buffer.from(prefix)];
  const directory: Buffer[] = [];
  const offsets: number[] = [];
  let position = prefix.length;
  for (const entry of entries) {
    const raw = Buffer.from(entry.data ?? '');
    const stored = entry.deflate === true ? deflateRawSync(raw) : raw;
    const fields = commonFields(entry, raw, stored.length);
    const localName = Buffer.from(entry.localName ?? entry.name);
    const local = Buffer.concat([uint32(0x04034b50), fields, uint16(localName.length), uint16(0), localName, stored]);
    offsets.push(entry.sameDataAs === undefined ? position : (offsets[entry.sameDataAs] ?? 0));
    if (entry.sameDataAs === undefined) {
      parts.push(local);
      position += local.length;
    }
    if (entry.hidden !== true) directory.push(directoryRecord(entry, fields, offsets.at(-1) ?? 0));
  }
  const size = directory.reduce((sum, record) => sum + record.length, 0);
  const count = uint16(statedCount ?? directory.length);
  const end = [uint32(0x06054b50), uint32(0), count, count, uint32(size), uint32(position), uint16(comment.length)];
  return Buffer.concat([...parts, ...directory, ...end, Buffer.from(comment)]);
}

/** From "version needed" to "uncompressed size": the same 24 bytes in both headers. */
function commonFields(entry: RawEntry, raw: Buffer, storedLength: number): Buffer {
  const method = entry.method ?? (entry.deflate === true ? 8 : 0);
  const flags = entry.flags ?? 0x0800;
  return Buffer.concat([
    ...[20, flags, method, 0, 0x21].map(uint16),
    ...[crc32(raw), storedLength, entry.declaredSize ?? raw.length].map(uint32),
  ]);
}

function directoryRecord(entry: RawEntry, fields: Buffer, offset: number): Buffer {
  const name = Buffer.from(entry.name);
  const extra = entry.extra ?? Buffer.alloc(0);
  return Buffer.concat([
    uint32(0x02014b50),
    uint16((3 << 8) | 63),
    fields,
    ...[name.length, extra.length, 0, 0, 0].map(uint16),
    uint32(entry.externalAttributes ?? 0o100644 * 0x10000),
    uint32(offset),
    name,
    extra,
  ]);
}

function uint16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeUInt16LE(value);
  return buffer;
}

function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value >>> 0);
  return buffer;
}
