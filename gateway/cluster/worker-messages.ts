import { z } from 'zod';
import type { MetricFamilies } from '#platform/metrics';

/** What the primary asks of a worker, over the channel between them. */
export const question = z.object({ ask: z.literal('metrics'), id: z.int() });
/** What a worker answers. Both are the same program: who could send something else here could do anything else there. */
export const reply = z.object({
  id: z.int(),
  families: z.custom<MetricFamilies>((value) => Array.isArray(value)),
});

/** What a worker tells by itself, once: it takes requests. */
export const serving = z.object({ serves: z.literal(true) });

export type Question = z.output<typeof question>;
export type Reply = z.output<typeof reply>;
export type Serving = z.output<typeof serving>;
