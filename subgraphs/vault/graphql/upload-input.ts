import { z } from 'zod';
import { AppError, parseInput } from '#platform/errors';
import { DOCUMENT_LIMITS, MAX_DOCUMENT_BYTES, MEDIA_TYPES } from '../domain/document.ts';
import { id, line } from '#platform/input';
import { enumValue } from './names.ts';
import type { NewDocument, UploadClaims } from '../domain/request-upload.ts';
import type { RequestUploadInput } from './generated/resolvers.ts';

/** A document to add a version to, or a new one and for whom it is added. */
type UploadTarget =
  { readonly id: string } | { readonly document: NewDocument; readonly onBehalfOf: string | undefined };

const inputSchema = z.object({
  documentId: id.nullish(),
  onBehalfOf: id.nullish(),
  title: line(DOCUMENT_LIMITS.title).nullish(),
  tags: z
    .array(line(DOCUMENT_LIMITS.tag))
    .max(DOCUMENT_LIMITS.tags, `must have at most ${String(DOCUMENT_LIMITS.tags)} entries`)
    .nullish(),
  byteSize: z
    .int()
    .min(1, 'must be at least 1')
    .max(MAX_DOCUMENT_BYTES, `must be at most ${String(MAX_DOCUMENT_BYTES)}`),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 in lower-case hex'),
  mediaType: z.enum(MEDIA_TYPES, 'is not an allowed media type'),
});

/** Fields of a new document; whose an existing one is and what it is like, they cannot change. */
const DESCRIPTION = ['title', 'type', 'tier', 'tags', 'onBehalfOf'] as const;
const REQUIRED = ['title', 'type', 'tier'] as const;

/** @throws AppError BAD_USER_INPUT naming every field that is wrong */
export function parseUploadInput(
  input: RequestUploadInput,
): Omit<UploadClaims, 'document'> & { readonly target: UploadTarget } {
  const { documentId, onBehalfOf, title, tags, ...bytes } = parseInput(inputSchema, input);
  const isGiven = (name: (typeof DESCRIPTION)[number]): boolean => (input[name] ?? null) !== null;
  if (typeof documentId === 'string') {
    const given = DESCRIPTION.filter(isGiven);
    if (given.length > 0) throw fieldProblems(given, 'belongs to a new document only');
    return { ...bytes, target: { id: documentId } };
  }
  const { type, tier } = input;
  if (!title || !type || !tier) {
    const missing = REQUIRED.filter((name) => !isGiven(name));
    throw fieldProblems(missing, 'is required for a new document');
  }
  const document = { title, type: enumValue(type), tier: enumValue(tier), tags: [...new Set(tags)] };
  return { ...bytes, target: { document, onBehalfOf: onBehalfOf ?? undefined } };
}

function fieldProblems(names: readonly string[], message: string): AppError {
  return new AppError('BAD_USER_INPUT', {
    fields: Object.fromEntries(names.map((name) => [`input.${name}`, [message]])),
  });
}
