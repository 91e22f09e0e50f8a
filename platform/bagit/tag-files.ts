/** Tag files of a BagIt 1.0 bag (RFC 8493 sections 2.1 and 2.2): their names, and their text as this code writes it. */

export const payloadFolder = 'data';

export const tagFileNames = {
  declaration: 'bagit.txt',
  info: 'bag-info.txt',
  manifestSha512: 'manifest-sha512.txt',
  manifestSha256: 'manifest-sha256.txt',
  tagmanifest: 'tagmanifest-sha256.txt',
} as const;

/** Tag files in the order they stand in the archive; the tag manifest covers all of them except itself. */
export const tagFileOrder: readonly string[] = [
  tagFileNames.manifestSha512,
  tagFileNames.manifestSha256,
  tagFileNames.declaration,
  tagFileNames.info,
  tagFileNames.tagmanifest,
];

/** Exact text of bagit.txt; RFC 8493 section 2.1.1 leaves no freedom in it. */
export const declarationText = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';

/** Labels this code writes and reads itself; a caller's own labels may not repeat them. */
export const infoLabels = {
  date: 'Bagging-Date',
  oxum: 'Payload-Oxum',
  externalIdentifier: 'External-Identifier',
} as const;

const infoLabelPattern = /^[A-Za-z][A-Za-z0-9-]{0,63}$/;
// One line of printable characters that neither starts nor ends with white space: nothing to fold, nothing to trim.
const infoValuePattern = /^[^\s\p{C}](?:[^\p{C}\u2028\u2029]*[^\s\p{C}])?$/u;
const maxInfoValueLength = 1000;

/** Whether a label and value can stand in bag-info.txt as one unfolded line (RFC 8493 section 2.2.2). */
export function isInfoEntry(label: string, value: string): boolean {
  return infoLabelPattern.test(label) && value.length <= maxInfoValueLength && infoValuePattern.test(value);
}

/** Text of bag-info.txt, one `Label: value` line per entry, in the given order. */
export function formatInfo(entries: readonly (readonly [label: string, value: string])[]): string {
  return entries.map(([label, value]) => `${label}: ${value}\n`).join('');
}

/** Payload-Oxum: total bytes, a dot, number of files (RFC 8493 section 2.2.2). */
export function formatOxum(byteSize: number, fileCount: number): string {
  return `${String(byteSize)}.${String(fileCount)}`;
}

/** Text of a manifest, one `<hex>  <path>` line per file, sorted by path so that equal content gives equal bytes. */
export function formatManifest(lines: readonly { path: string; hash: string }[]): string {
  return [...lines]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, hash }) => `${hash}  ${path}\n`)
    .join('');
}

/** Whether a top-level name is one that a bag gives a meaning to, so that nothing else may take it. */
export function isReservedTopLevelName(name: string): boolean {
  return /^(?:data|fetch\.txt|bagit\.txt|bag-info\.txt|(?:tag)?manifest-[^/]*\.txt)$/i.test(name);
}
