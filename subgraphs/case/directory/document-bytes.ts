import { AppError, isErrorCode } from '#platform/errors';
import { readAnswerJson } from '#platform/http';
import type { Readable } from 'node:stream';
import type { ServiceAnswer, ServiceClient } from '#platform/http';
import type { Call } from '../domain/call.ts';

/** A version's bytes must begin, and then go on, within this time. */
const READ_TIMEOUT_MS = 15_000;

/** The bytes of a document version, read on the caller's behalf. @throws AppError DOCUMENT_NOT_AVAILABLE when there are none */
export type ReadDocumentBytes = (
  call: Call,
  documentId: string,
  versionId: string,
  signal: AbortSignal,
) => Promise<Readable>;

/** Reads from the vault, which decides again whether the caller may and records the read. */
export function createDocumentBytes(service: ServiceClient): ReadDocumentBytes {
  return async (call, documentId, versionId, signal) => {
    const answer = await service.call({
      method: 'GET',
      path: `/internal/documents/${documentId}/versions/${versionId}/content`,
      contextToken: call.contextToken,
      requestId: call.requestId,
      timeoutMs: READ_TIMEOUT_MS,
      signal,
    });
    if (answer.status === 200) return answer.body;
    throw await refusalOf(answer);
  };
}

/** It was there a moment ago, or else the vault says why not. */
async function refusalOf(answer: ServiceAnswer): Promise<AppError> {
  const problem = await readAnswerJson(answer).catch(() => undefined);
  const code = typeof problem === 'object' && problem !== null && 'code' in problem ? problem.code : undefined;
  if (answer.status === 404) return new AppError('DOCUMENT_NOT_AVAILABLE');
  return new AppError(isErrorCode(code) ? code : 'SERVICE_UNAVAILABLE', {
    cause: new Error(`the vault answered ${String(answer.status)}`),
  });
}
