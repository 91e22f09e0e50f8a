import { createDigester } from './digest-stream.ts';
import type { FileDigests } from './digest-stream.ts';
import type { Bag } from './open-bag.ts';
import type { BagProblem } from './problems.ts';
import { findingOrThrow } from './yauzl-api.ts';

/** Digests of one file, or the one finding that kept it from being read. */
export type DigestResult =
  { readonly digests: FileDigests; readonly problem?: undefined } | { readonly problem: BagProblem };

/**
 * Reads one file of a bag once and hashes it.
 * @param onChunk sees every chunk, in order
 * @throws a system error when the archive cannot be read
 */
export async function digestFile(bag: Bag, path: string, onChunk?: (chunk: Buffer) => void): Promise<DigestResult> {
  const digester = createDigester();
  try {
    for await (const chunk of (await bag.openFile(path)) as AsyncIterable<Buffer>) {
      digester.update(chunk);
      onChunk?.(chunk);
    }
  } catch (error) {
    return { problem: { code: 'entry.data', path, detail: `the content cannot be read: ${findingOrThrow(error)}` } };
  }
  const digests = digester.result();
  const declared = bag.files.get(path);
  if (digests.byteSize !== declared?.byteSize || digests.crc32 !== declared.crc32) {
    return {
      problem: { code: 'entry.crc', path, detail: 'the content does not have the size and CRC-32 of its entry' },
    };
  }
  return { digests };
}

/**
 * Whole content of one file.
 * @returns the bytes and their digests, or a finding: damaged, or larger than `limits.maxBufferedBytes`
 */
export async function readFile(bag: Bag, path: string): Promise<{ content: Buffer; sha256: string } | BagProblem> {
  if ((bag.files.get(path)?.byteSize ?? 0) > bag.limits.maxBufferedBytes) {
    return { code: 'tagfile.too_large', path, detail: `more than ${String(bag.limits.maxBufferedBytes)} bytes` };
  }
  const chunks: Buffer[] = [];
  const result = await digestFile(bag, path, (chunk) => chunks.push(chunk));
  if (result.problem !== undefined) return result.problem;
  return { content: Buffer.concat(chunks), sha256: result.digests.sha256 };
}
