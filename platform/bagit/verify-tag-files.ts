import { readFile } from './file-content.ts';
import type { Bag } from './open-bag.ts';
import { parseInfo, parseManifest } from './parse-tag-files.ts';
import type { BagProblem } from './problems.ts';
import { declarationText, infoLabels, payloadFolder, tagFileNames, tagFileOrder } from './tag-files.ts';

/** What the tag files of a bag say. */
export interface TagFiles {
  readonly manifestSha512: ReadonlyMap<string, string>;
  readonly manifestSha256: ReadonlyMap<string, string>;
  readonly info: ReadonlyMap<string, string>;
  /** SHA-256 of tagmanifest-sha256.txt, lower-case hex. */
  readonly tagmanifestSha256: string;
}

interface TagFile {
  readonly text: string;
  readonly sha256: string;
}

/** Top-level names: every required tag file, and nothing that is neither one of them, payload, nor allowed by the caller. */
export function topLevelProblems(bag: Bag, allowedUnlisted: ReadonlySet<string>): BagProblem[] {
  const problems: BagProblem[] = [];
  for (const path of tagFileOrder) {
    if (!bag.files.has(path))
      problems.push({ code: 'tagfile.missing', path, detail: 'the bag does not have this file' });
  }
  for (const path of bag.files.keys()) {
    if (path.startsWith(`${payloadFolder}/`) || tagFileOrder.includes(path) || allowedUnlisted.has(path)) continue;
    const isFetch = path.toLowerCase() === 'fetch.txt';
    problems.push({
      code: isFetch ? 'bag.fetch' : 'tagfile.unexpected',
      path,
      detail: isFetch ? 'a bag with files elsewhere is not complete' : 'no rule allows this file',
    });
  }
  return problems;
}

/**
 * Reads and checks the tag files against each other. Call it when `topLevelProblems` found nothing.
 * @returns the tag files when they could all be read, and everything that is wrong
 */
export async function verifyTagFiles(bag: Bag): Promise<{ tagFiles?: TagFiles; problems: BagProblem[] }> {
  const files = new Map<string, TagFile>();
  const problems: BagProblem[] = [];
  for (const path of tagFileOrder) {
    const file = await readTagFile(bag, path);
    if ('code' in file) problems.push(file);
    else files.set(path, file);
  }
  const fileAt = (path: string): TagFile => files.get(path) ?? { text: '', sha256: '' };
  if (problems.length > 0) return { problems };

  const manifestSha512 = parseManifest(fileAt(tagFileNames.manifestSha512).text, tagFileNames.manifestSha512, 128);
  const manifestSha256 = parseManifest(fileAt(tagFileNames.manifestSha256).text, tagFileNames.manifestSha256, 64);
  const tagmanifest = parseManifest(fileAt(tagFileNames.tagmanifest).text, tagFileNames.tagmanifest, 64);
  const info = parseInfo(fileAt(tagFileNames.info).text, tagFileNames.info);
  problems.push(...manifestSha512.problems, ...manifestSha256.problems, ...tagmanifest.problems, ...info.problems);
  problems.push(...declarationProblems(fileAt(tagFileNames.declaration).text), ...infoProblems(info.value));
  problems.push(...tagmanifestProblems(tagmanifest.value, files));
  return {
    tagFiles: {
      manifestSha512: manifestSha512.value,
      manifestSha256: manifestSha256.value,
      info: info.value,
      tagmanifestSha256: fileAt(tagFileNames.tagmanifest).sha256,
    },
    problems,
  };
}

async function readTagFile(bag: Bag, path: string): Promise<TagFile | BagProblem> {
  const file = await readFile(bag, path);
  if ('code' in file) return file;
  try {
    // `ignoreBOM` keeps a byte order mark in the text, where the strict parsers refuse it (RFC 8493 section 2.1.1).
    return {
      text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file.content),
      sha256: file.sha256,
    };
  } catch {
    return { code: 'tagfile.content', path, detail: 'the file is not UTF-8' };
  }
}

function declarationProblems(text: string): BagProblem[] {
  if (text === declarationText) return [];
  return [
    { code: 'tagfile.content', path: tagFileNames.declaration, detail: 'the file does not declare BagIt 1.0 in UTF-8' },
  ];
}

function infoProblems(info: ReadonlyMap<string, string>): BagProblem[] {
  return Object.values(infoLabels)
    .filter((label) => !info.has(label))
    .map((label) => ({ code: 'baginfo.missing_label', path: tagFileNames.info, detail: `${label} is missing` }));
}

/** The tag manifest covers every other tag file and nothing else, so that one signature over it covers the bag. */
function tagmanifestProblems(
  tagmanifest: ReadonlyMap<string, string>,
  files: ReadonlyMap<string, TagFile>,
): BagProblem[] {
  const problems: BagProblem[] = [];
  for (const [path, { sha256 }] of files) {
    if (path === tagFileNames.tagmanifest) continue;
    const listed = tagmanifest.get(path);
    if (listed === undefined) {
      problems.push({ code: 'tagmanifest.missing_line', path, detail: 'the tag manifest does not list this file' });
    } else if (listed !== sha256) {
      problems.push({ code: 'tagmanifest.checksum', path, detail: 'the SHA-256 differs from the tag manifest' });
    }
  }
  for (const path of tagmanifest.keys()) {
    if (path !== tagFileNames.tagmanifest && files.has(path)) continue;
    problems.push({ code: 'tagmanifest.extra_line', path, detail: 'the tag manifest lists a file it may not list' });
  }
  return problems;
}
