import { z } from 'zod';
import { AppError, parseInput } from '#platform/errors';
import { DOCUMENT_LIMITS, MAX_DOCUMENT_BYTES, MEDIA_TYPES } from '../domain/document.ts';
import { id, line } from '#platform/input';
import { enumValue } from './names.ts';
import type { UploadClaims } from '../domain/request-upload.ts';
import type { RequestUploadInput } from './generated/resolvers.ts';

const inputSchema = z.object({
  documentId: id.nullish(),
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

/** Fields that describe a document; they come with a new one and cannot change an existing one. */
const DESCRIPTION = ['title', 'type', 'tier', 'tags'] as const;
const REQUIRED = ['title', 'type', 'tier'] as const;

/** @throws AppError BAD_USER_INPUT naming every field that is wrong */
export function parseUploadClaims(input: RequestUploadInput): UploadClaims {
  const { documentId, title, tags, ...bytes } = parseInput(inputSchema, input);
  const isGiven = (name: (typeof DESCRIPTION)[number]): boolean => (input[name] ?? null) !== null;
  if (typeof documentId === 'string') {
    const given = DESCRIPTION.filter(isGiven);
    if (given.length > 0) throw fieldProblems(given, 'belongs to a new document only');
    return { ...bytes, document: { id: documentId } };
  }
  const { type, tier } = input;
  if (!title || !type || !tier) {
    const missing = REQUIRED.filter((name) => !isGiven(name));
    throw fieldProblems(missing, 'is required for a new document');
  }
  return { ...bytes, document: { title, type: enumValue(type), tier: enumValue(tier), tags: [...new Set(tags)] } };
}

function fieldProblems(names: readonly string[], message: string): AppError {
  return new AppError('BAD_USER_INPUT', {
    fields: Object.fromEntries(names.map((name) => [`input.${name}`, [message]])),
  });
}
