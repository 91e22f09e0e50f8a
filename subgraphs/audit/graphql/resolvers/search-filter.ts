import { z } from 'zod';
import { AUDIT_TARGET_TYPES, isAuditAction } from '#platform/audit';
import { parseInput } from '#platform/errors';
import { isId } from '#platform/ids';
import { WRITER_NAMES } from '../../log/writers.ts';
import type { SearchFilter } from '../../log/entry-queries.ts';

/** What auditors may search by, as the schema has it. */
export interface SearchArguments {
  readonly actorId?: string | null;
  readonly action?: string | null;
  readonly targetType?: string | null;
  readonly targetId?: string | null;
  readonly outcome?: string | null;
  readonly service?: string | null;
  readonly intentId?: string | null;
  readonly from?: string | null;
  readonly to?: string | null;
}

const id = z.string().refine(isId, 'is not an id').nullable().default(null);
const time = z.iso
  .datetime({ offset: true, error: 'is not a time in RFC 3339' })
  .transform((text) => new Date(text))
  .nullable()
  .default(null);

/** The text of a closed list; anything else is a mistake of the caller, not an empty page. */
function oneOf(isKnown: (text: string) => boolean, problem: string): z.ZodType<string | null> {
  return z.string().refine(isKnown, problem).nullable().default(null);
}

const filterSchema = z
  .object({
    actorId: id,
    action: oneOf(isAuditAction, 'is not a known action'),
    targetType: oneOf((text) => AUDIT_TARGET_TYPES.some((type) => type === text), 'is not a known kind of object'),
    targetId: id,
    // The schema's own list.
    outcome: z.string().nullable().default(null),
    service: oneOf((text) => WRITER_NAMES.includes(text), 'is not a service that records'),
    intentId: id,
    from: time,
    to: time,
  })
  .refine(({ from, to }) => from === null || to === null || from < to, {
    path: ['to'],
    message: 'must be later than `from`',
  });

/** @throws AppError BAD_USER_INPUT with the argument as path */
export function parseSearchFilter(args: SearchArguments): SearchFilter {
  return parseInput(filterSchema, args, '');
}
