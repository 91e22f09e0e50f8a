import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { AppError } from '#platform/errors';
import { isId } from '#platform/ids';
import { createNameSet, pathProblem } from './bag-path.ts';
import type { FileDigests } from './digest-stream.ts';
import {
  declarationText,
  formatInfo,
  formatManifest,
  formatOxum,
  infoLabels,
  isInfoEntry,
  isReservedTopLevelName,
  payloadFolder,
  tagFileNames,
} from './tag-files.ts';
import { createZipOutput } from './zip-output.ts';

export interface BagOptions {
  /** Lower-case UUID; becomes the top folder. */
  readonly name: string;
  /** `YYYY-MM-DD`, the Bagging-Date. */
  readonly baggingDate: string;
  readonly externalIdentifier: string;
  /** Further bag-info.txt lines, in this order. */
  readonly info?: Readonly<Record<string, string>>;
}

export interface PayloadFile {
  readonly path: string;
  readonly byteSize: number;
  /** Lower-case hex. */
  readonly sha256: string;
  /** Lower-case hex. */
  readonly sha512: string;
}

export interface SealedBag {
  /** Content of tagmanifest-sha256.txt: a signature over it covers the whole bag. */
  readonly tagmanifest: Buffer;
  /** SHA-256 of `tagmanifest`, lower-case hex. */
  readonly tagmanifestSha256: string;
  /** Uncompressed payload bytes. */
  readonly payloadBytes: number;
  readonly payloadFiles: readonly PayloadFile[];
}

export interface BagWriter {
  /** The archive. Read it from the start: when nobody reads, `addPayload` waits (back-pressure). */
  readonly output: Readable;
  /** Adds `data/…`; resolves when the archive has taken all bytes. Rejects, and fails `output`, when `body` fails. */
  addPayload(file: { path: string; body: Readable | Uint8Array }): Promise<PayloadFile>;
  /** Waits for pending payload files, then writes all tag files. No payload can follow. */
  seal(): Promise<SealedBag>;
  /** After `seal`: a top-level file outside every manifest (RFC 8493 section 2.2.1 allows it), such as a signature. */
  addUnlisted(file: { path: string; body: Uint8Array }): void;
  /** After `seal`: ends the archive; `output` ends when it has been read. */
  finish(): void;
  /** Gives the bag up: `output` ends with an error. */
  abort(reason: Error): void;
}

type State = 'open' | 'sealing' | 'sealed' | 'finished';

/**
 * Starts a BagIt 1.0 bag (RFC 8493) inside a ZIP. Equal input in equal order gives equal bytes.
 * @throws AppError INTERNAL_SERVER_ERROR for options, names or an order of calls that this format does not allow: all of
 * them are chosen by the server, so a bad one is a defect and not a user's mistake
 */
export function createBagWriter(options: BagOptions): BagWriter {
  const infoLines = checkOptions(options);
  const zip = createZipOutput();
  const names = createNameSet();
  const pending: Promise<PayloadFile>[] = [];
  let state: State = 'open';

  const expectState = (expected: State, call: string): void => {
    if (state !== expected) throw misuse(`${call} called while the bag is ${state}`);
  };
  const claimName = (path: string): string => {
    const problem = pathProblem(path) ?? names.add(path);
    if (problem !== null) throw misuse(`name ${JSON.stringify(path)} refused: ${problem}`);
    return `${options.name}/${path}`;
  };

  return {
    output: zip.output,
    async addPayload({ path, body }) {
      expectState('open', 'addPayload');
      if (!path.startsWith(`${payloadFolder}/`))
        throw misuse(`payload ${JSON.stringify(path)} is outside ${payloadFolder}/`);
      const added = zip.addStream(claimName(path), body).then((digests) => payloadFile(path, digests));
      pending.push(added);
      return added;
    },
    async seal() {
      expectState('open', 'seal');
      if (pending.length === 0) throw misuse('a bag needs at least one payload file');
      state = 'sealing';
      const sealed = writeTagFiles(await Promise.all(pending), infoLines, (path, body) => {
        zip.addBuffer(claimName(path), body);
      });
      state = 'sealed';
      return sealed;
    },
    addUnlisted({ path, body }) {
      expectState('sealed', 'addUnlisted');
      if (path.includes('/') || isReservedTopLevelName(path))
        throw misuse(`unlisted name ${JSON.stringify(path)} refused`);
      zip.addBuffer(claimName(path), body);
    },
    finish() {
      expectState('sealed', 'finish');
      state = 'finished';
      zip.end();
    },
    abort: zip.fail,
  };
}

function checkOptions({ name, baggingDate, externalIdentifier, info = {} }: BagOptions): [string, string][] {
  if (!isId(name)) throw misuse('the bag name is not a lower-case UUID');
  if (!/^\d{4}-\d{2}-\d{2}$/.test(baggingDate)) throw misuse('the bagging date is not YYYY-MM-DD');
  const own = Object.entries(info);
  const reserved = new Set<string>(Object.values(infoLabels).map((label) => label.toLowerCase()));
  if (own.some(([label]) => reserved.has(label.toLowerCase()))) throw misuse('a bag-info label is reserved');
  const lines: [string, string][] = [
    [infoLabels.date, baggingDate],
    [infoLabels.externalIdentifier, externalIdentifier],
    ...own,
  ];
  const bad = lines.find(([label, value]) => !isInfoEntry(label, value));
  if (bad !== undefined) throw misuse(`bag-info entry ${bad[0]} is not one printable line`);
  return lines;
}

function writeTagFiles(
  files: readonly PayloadFile[],
  infoLines: readonly [string, string][],
  write: (path: string, body: Buffer) => void,
): SealedBag {
  const payloadBytes = files.reduce((sum, file) => sum + file.byteSize, 0);
  const oxum: [string, string] = [infoLabels.oxum, formatOxum(payloadBytes, files.length)];
  const texts: [path: string, text: string][] = [
    [tagFileNames.manifestSha512, formatManifest(files.map(({ path, sha512 }) => ({ path, hash: sha512 })))],
    [tagFileNames.manifestSha256, formatManifest(files.map(({ path, sha256 }) => ({ path, hash: sha256 })))],
    [tagFileNames.declaration, declarationText],
    [tagFileNames.info, formatInfo([...infoLines.slice(0, 1), oxum, ...infoLines.slice(1)])],
  ];
  const tagmanifest = Buffer.from(formatManifest(texts.map(([path, text]) => ({ path, hash: sha256Hex(text) }))));
  for (const [path, text] of texts) write(path, Buffer.from(text));
  write(tagFileNames.tagmanifest, tagmanifest);
  return { tagmanifest, tagmanifestSha256: sha256Hex(tagmanifest), payloadBytes, payloadFiles: files };
}

function payloadFile(path: string, { byteSize, sha256, sha512 }: FileDigests): PayloadFile {
  return { path, byteSize, sha256, sha512 };
}

function sha256Hex(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function misuse(message: string): AppError {
  return new AppError('INTERNAL_SERVER_ERROR', { cause: new Error(`bag: ${message}`) });
}
