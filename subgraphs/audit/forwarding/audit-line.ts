import { z } from 'zod';
import { createLineFormatter } from '#platform/logging';
import { scrub } from './scrub.ts';

/** Form of the lines; it changes when a reader would have to. */
const LINE_VERSION = 1;
/** Outcomes that somebody may want to look at. */
const NOTABLE: ReadonlySet<unknown> = new Set(['DENIED', 'FAILED', 'ABORTED']);

/** A leaf as far as the line around it needs it; all of it goes into the line. */
const leafSchema = z.looseObject({ action: z.string(), outcome: z.string(), recorded_at: z.string() });

/** An entry of the log. */
export interface ForwardedEntry {
  readonly index: number;
  /** Verbatim. */
  readonly leaf: string;
}

const format = createLineFormatter({ _logType: 'audit', _app: 'lifeready', _version: LINE_VERSION });

/**
 * One entry as one line of JSON for a log shipper. `audit` is the leaf with its index: pseudonyms, a commitment, no detail. Without
 * `index` and in canonical form it is the leaf again, byte for byte, so a line can be held against the log.
 */
export function auditLine({ index, leaf }: ForwardedEntry): string {
  const fields = leafSchema.parse(JSON.parse(leaf));
  return format({
    level: NOTABLE.has(fields.outcome) ? 'warn' : 'info',
    time: fields.recorded_at,
    msg: `audit.${fields.action}`,
    fields: { audit: { index, ...scrub(fields) } },
  });
}
