import { z } from 'zod';
import { DOCUMENT_KINDS } from './types.ts';

const document = z.strictObject({
  id: z.string().min(1).max(200),
  name: z.string().min(1).max(200),
  kind: z.enum(DOCUMENT_KINDS),
  body: z.string().min(1),
  /** Uses in the time of the export. */
  count: z.number().int().min(0),
  lastUsedAt: z.iso.datetime().nullable(),
});

const usageExport = z.strictObject({
  format: z.literal('lifeready-document-usage'),
  version: z.literal(1),
  generatedAt: z.iso.datetime(),
  /** Days that were counted, the last one included. */
  days: z.number().int().min(1),
  clients: z.record(z.string(), z.strictObject({ documents: z.array(document) })),
});

/** What clients run, in a file that a check of the schema can read where there is no database. */
export type UsageExport = z.output<typeof usageExport>;

/** @throws Error when the text is not such a file */
export function parseUsageExport(json: string): UsageExport {
  return usageExport.parse(JSON.parse(json));
}
