import type { PayloadFile } from './bag-writer.ts';
import { digestFile } from './file-content.ts';
import type { Bag } from './open-bag.ts';
import type { BagProblem } from './problems.ts';
import { formatOxum, infoLabels, payloadFolder, tagFileNames } from './tag-files.ts';
import type { TagFiles } from './verify-tag-files.ts';

/**
 * Hashes every payload file and compares it with both manifests (RFC 8493 section 3: each file in every manifest), and
 * their number and size with the Payload-Oxum.
 * @throws a system error when the archive cannot be read
 */
export async function verifyPayload(
  bag: Bag,
  tagFiles: TagFiles,
): Promise<{ files: PayloadFile[]; problems: BagProblem[] }> {
  const problems: BagProblem[] = [];
  const files: PayloadFile[] = [];
  for (const path of bag.files.keys()) {
    if (!path.startsWith(`${payloadFolder}/`)) continue;
    const result = await digestFile(bag, path);
    if (result.problem !== undefined) {
      problems.push(result.problem);
      continue;
    }
    const { byteSize, sha256, sha512 } = result.digests;
    files.push({ path, byteSize, sha256, sha512 });
    problems.push(
      ...comparison(path, tagFileNames.manifestSha512, tagFiles.manifestSha512.get(path), sha512),
      ...comparison(path, tagFileNames.manifestSha256, tagFiles.manifestSha256.get(path), sha256),
    );
  }
  problems.push(...missingFiles(bag, tagFiles), ...oxumProblems(files, tagFiles));
  if (files.length === 0) problems.push({ code: 'bag.no_payload', detail: 'the bag has no readable payload file' });
  return { files, problems };
}

function comparison(path: string, manifest: string, listed: string | undefined, actual: string): BagProblem[] {
  if (listed === undefined) return [{ code: 'payload.unlisted', path, detail: `${manifest} does not list this file` }];
  if (listed !== actual) return [{ code: 'payload.checksum', path, detail: `the hash differs from ${manifest}` }];
  return [];
}

function missingFiles(bag: Bag, { manifestSha512, manifestSha256 }: TagFiles): BagProblem[] {
  const problems: BagProblem[] = [];
  for (const path of new Set([...manifestSha512.keys(), ...manifestSha256.keys()])) {
    if (path.startsWith(`${payloadFolder}/`) && bag.files.has(path)) continue;
    problems.push({
      code: 'payload.missing',
      path,
      detail: 'a manifest lists a payload file that the bag does not have',
    });
  }
  return problems;
}

function oxumProblems(files: readonly PayloadFile[], { info }: TagFiles): BagProblem[] {
  const actual = formatOxum(
    files.reduce((sum, file) => sum + file.byteSize, 0),
    files.length,
  );
  const stated = info.get(infoLabels.oxum);
  if (stated === undefined || stated === actual) return [];
  return [{ code: 'baginfo.oxum', path: tagFileNames.info, detail: `${infoLabels.oxum} is not ${actual}` }];
}
