import type { Part } from './parts.ts';

/**
 * Runs parts of the suite one after the other, except for those marked `meanwhile`: whatever follows one of them runs beside it.
 *
 * @param run runs one part to its end
 * @returns what each came to, in the order of the parts
 */
export async function runParts<Row>(
  parts: readonly Part[],
  run: (part: Part) => Promise<Row>,
): Promise<readonly Row[]> {
  const running: Promise<Row>[] = [];
  for (const part of parts) {
    const row = run(part);
    running.push(row);
    if (part.meanwhile !== true) await row;
  }
  return Promise.all(running);
}
