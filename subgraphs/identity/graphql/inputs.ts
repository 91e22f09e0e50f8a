import { z } from 'zod';
import { isId } from '#platform/ids';
import { text } from '#platform/input';

/** Longest address (RFC 5321 section 4.5.3.1: 64 + 1 + 255). */
const EMAIL_MAX_CHARACTERS = 320;
/** Far above any password we accept; bounds what is hashed for a stranger. */
const PASSWORD_INPUT_MAX_CHARACTERS = 1024;
const TOKEN_MAX_CHARACTERS = 200;
/** Names stand in lists and messages: one line, nothing that could forge another or reorder what stands beside it. */
const ONE_LINE = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/u;

const email = z
  .string()
  .max(EMAIL_MAX_CHARACTERS)
  .transform((text) => text.trim().toLowerCase())
  .pipe(z.email({ message: 'is not an e-mail address' }));
/** Halves of characters would all be hashed as the same one, so two passwords would open one account. */
const password = z
  .string()
  .min(1)
  .max(PASSWORD_INPUT_MAX_CHARACTERS)
  .refine((text) => text.isWellFormed(), 'has characters that are not allowed');
const token = z.string().min(1).max(TOKEN_MAX_CHARACTERS);
const code = z.string().regex(/^[0-9]{6}$/, 'must be six digits');
const id = z.string().refine(isId, 'is not an id');
const moment = z.iso
  .datetime({ offset: true, message: 'is not a moment (RFC 3339)' })
  .transform((text) => new Date(text));
const tiers = z
  .array(z.enum(['GREEN', 'AMBER', 'RED']))
  .max(3)
  .refine((names) => new Set(names).size === names.length, 'must not repeat');

export const signUpInput = z.object({
  email,
  password,
  displayName: z.string().trim().min(1).max(120).regex(ONE_LINE, 'must be one line'),
});
export const confirmEmailInput = z.object({ token });
export const activateTotpInput = z.object({ enrolmentToken: token, code });
export const loginInput = z.object({
  email,
  password,
  deviceName: z
    .string()
    .trim()
    .max(64)
    .regex(ONE_LINE, 'must be one line')
    .nullish()
    .transform((name) => (name === undefined || name === '' ? null : name)),
});
export const verifyMfaInput = z.object({ challengeId: id, code });
export const refreshSessionInput = z.object({ refreshToken: token });
export const stepUpInput = z.object({ code });
export const revokeSessionInput = z.object({ sessionId: id.nullish() });
export const inviteGrantInput = z.object({
  email,
  role: z.enum(['PROXY', 'EXECUTOR_NOMINEE', 'EMERGENCY_CONTACT']),
  accessLevel: z.enum(['READ_ONLY_PACKS', 'READ_ONLY_ALL', 'LIMITED_WRITE']),
  tiers,
  expiresAt: moment.nullish(),
});
export const arrangeStagedAccessInput = z.object({
  grantId: id,
  tiers,
  waitDays: z.int(),
  accessHours: z.int(),
  secondApproverGrantId: id.nullish().transform((grantId) => grantId ?? null),
});
export const requestStagedAccessInput = z.object({
  stagedAccessId: id,
  reason: text(500)
    .nullish()
    .transform((reason) => reason ?? null),
});
export const approveStagedAccessInput = z.object({ stagedAccessId: id, requestNumber: z.int().min(1) });
export const stagedAccessIdInput = z.object({ stagedAccessId: id });
export const stagedAccessQuery = z.object({ id });
export const acceptGrantInput = z.object({ token });
export const grantIdInput = z.object({ grantId: id });
