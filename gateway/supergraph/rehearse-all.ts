import type { Generation } from './generation.ts';
import type { DocumentToRehearse } from './rehearse.ts';

/**
 * Never rejects.
 * @param signal ends it early
 * @returns what is wrong with the documents that cannot be run, by their text
 */
export async function rehearseAll(
  generation: Generation,
  documents: readonly DocumentToRehearse[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const broken = new Map<string, string>();
  for (const document of documents) {
    if (signal.aborted) break;
    const problem = await generation.rehearse(document).catch((error: unknown) => String(error));
    if (problem !== undefined) broken.set(document.body, `${document.name}: ${problem}`);
  }
  return broken;
}
