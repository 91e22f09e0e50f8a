import type { Generation } from './generation.ts';
import type { DocumentToRehearse } from './rehearse.ts';

/** @returns what is wrong with the documents that cannot be run, by their text */
export async function rehearseAll(
  generation: Generation,
  documents: readonly DocumentToRehearse[],
): Promise<ReadonlyMap<string, string>> {
  const broken = new Map<string, string>();
  for (const document of documents) {
    const problem = await generation.rehearse(document);
    if (problem !== undefined) broken.set(document.body, `${document.name}: ${problem}`);
  }
  return broken;
}
