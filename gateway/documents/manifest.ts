import { createHash } from 'node:crypto';
import { z } from 'zod';

const ID = /^[0-9a-f]{64}$/;
const MAX_OPERATIONS = 2_000;

const manifest = z.strictObject({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z
    .array(
      z.strictObject({
        id: z.string().regex(ID),
        name: z.string().min(1).max(200),
        type: z.enum(['query', 'mutation']),
        body: z.string().min(1).max(100_000),
      }),
    )
    .max(MAX_OPERATIONS),
});

export type Manifest = z.output<typeof manifest>;
export type RegisteredDocument = Manifest['operations'][number];

/** Id of a document: SHA-256 of its exact text, lower-case hex. */
export function documentIdOf(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/**
 * Reads a manifest in Apollo's format. Every id is recomputed: an id that stands for another text than the one reviewed would
 * make the list worthless.
 * @throws Error when the format is not right, or an id or a name is wrong or there twice
 */
export function parseManifest(json: string): Manifest {
  const parsed = manifest.parse(JSON.parse(json));
  const wrong = parsed.operations.find(({ id, body }) => id !== documentIdOf(body));
  if (wrong !== undefined) throw new Error(`the id of ${wrong.name} is not the SHA-256 of its text`);
  for (const key of ['id', 'name'] as const) {
    const values = parsed.operations.map((operation) => operation[key]);
    if (new Set(values).size !== values.length) throw new Error(`an operation ${key} is there twice`);
  }
  return parsed;
}
