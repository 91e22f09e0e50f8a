import { parse } from 'graphql';
import { AppError } from '#platform/errors';
import { documentIdOf } from '../documents/manifest.ts';
import { onlyOperation } from '../documents/only-operation.ts';
import type { RegisteredDocument } from '../documents/manifest.ts';

/**
 * A document as a manifest has it.
 * @param text that was checked: it is valid, and no larger than those that run
 * @throws AppError GRAPHQL_VALIDATION_FAILED when it holds anything but one query or mutation with a name
 */
export function manifestEntry(text: string): RegisteredDocument {
  const only = onlyOperation(parse(text));
  if (only === undefined)
    throw new AppError('GRAPHQL_VALIDATION_FAILED', {
      detail: 'A registered document has one query or mutation, with a name, such as `query MyCases`.',
    });
  return { id: documentIdOf(text), name: only.name, type: only.kind, body: text };
}
