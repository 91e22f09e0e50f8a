import { z } from 'zod';
import { isId } from '#platform/ids';

const MAX_CONTACTS = 10;
const MAX_DIRECTIVES = 50;
const MAX_TOKEN_LENGTH = 100;
const DEFAULT_TTL_HOURS = 24;
const MAX_TTL_HOURS = 168;

const id = z.string().refine(isId, 'is not an id');
const onBehalfOf = id.nullish().transform((principalId) => principalId ?? null);

/** Text of a person on one line: no control characters, no halves of characters. */
function line(maxLength: number): z.ZodType<string> {
  return z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(maxLength, `must be at most ${String(maxLength)} characters`)
    .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), 'holds characters that are not text');
}

/** Text of a person on several lines; empty is none. */
function paragraph(maxLength: number): z.ZodType<string | null> {
  return z
    .string()
    .trim()
    .max(maxLength, `must be at most ${String(maxLength)} characters`)
    .refine((text) => text.isWellFormed() && !/[^\P{Cc}\n\r\t]/u.test(text), 'holds characters that are not text')
    .nullish()
    .transform((text) => (text === undefined || text === '' ? null : text));
}

const contact = z.object({
  name: line(120),
  phoneE164: z.string().regex(/^\+[1-9][0-9]{6,18}$/, 'must be in E.164 form, such as +27821234567'),
  relationship: line(80),
});

export const openEmergencyPackInput = z.object({
  contacts: z
    .array(contact)
    .min(1, 'needs at least one')
    .max(MAX_CONTACTS, `must be at most ${String(MAX_CONTACTS)}`),
  directiveDocumentIds: z
    .array(id)
    .max(MAX_DIRECTIVES, `must be at most ${String(MAX_DIRECTIVES)}`)
    .refine((ids) => new Set(ids).size === ids.length, 'names a document twice')
    .nullish()
    .transform((ids) => ids ?? []),
  notes: paragraph(4_000),
  onBehalfOf,
});

export const openDeathReadinessInput = z.object({
  executorNomineePersonId: id,
  executorNomineeGrantId: id.nullish().transform((grantId) => grantId ?? null),
  notes: paragraph(4_000),
  onBehalfOf,
});

const slot = z.string().max(40, 'is not a slot');

export const attachEvidenceInput = z.object({ caseId: id, slot, documentId: id });
export const detachEvidenceInput = z.object({ caseId: id, slot });
export const caseIdInput = z.object({ caseId: id });
export const packIdInput = z.object({ packId: id });
export const revokeCaseInput = z.object({ caseId: id, reason: paragraph(500) });
export const shareLinkIdInput = z.object({ shareLinkId: id });

export const issueShareLinkInput = z.object({
  caseId: id,
  ttlHours: z
    .int()
    .min(1, 'must be 1 to 168')
    .max(MAX_TTL_HOURS, 'must be 1 to 168')
    .nullish()
    .transform((hours) => hours ?? DEFAULT_TTL_HOURS),
});

/** Of any form: a token that cannot be one is answered as one that is unknown. */
export const openShareLinkInput = z.object({ token: z.string().max(MAX_TOKEN_LENGTH) });
