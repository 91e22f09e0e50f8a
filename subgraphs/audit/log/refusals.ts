import { z } from 'zod';
import type { AuditAction, AuditDetail } from '#platform/audit';
import type { ReadableEntry } from './entry-queries.ts';

export const DENY: AuditAction = 'security.authz.deny';

/** What an entry about a refusal says beyond its leaf. */
export interface Refusal {
  /** Null where the entry stands for several. */
  readonly coordinate: string | null;
  readonly count: number;
}

/** As `platform/denials` words it; a refused ticket has other details, and is one refusal. */
const detailSchema = z.object({
  coordinate: z.string().nullable().catch(null).default(null),
  count: z.number().int().nonnegative().catch(1).default(1),
});

/** Details are opened for auditors, whose search is recorded, and for entries about refusals only. */
export function hasReadableRefusal({ action, readAs }: ReadableEntry): boolean {
  return action === DENY && readAs === 'auditor';
}

export function refusalIn(detail: AuditDetail): Refusal {
  return detailSchema.parse(detail);
}
