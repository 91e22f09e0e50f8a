import { AppError } from '#platform/errors';
import type { CaseType } from './case-types.ts';
import type { DocumentFacts } from './ports.ts';
import type { Subject } from './scope.ts';

/** A document that may be attached: of the case's owner, of a permitted tier, with bytes. */
export type AttachableDocument = DocumentFacts & { readonly version: NonNullable<DocumentFacts['version']> };

/**
 * An executor nominee never gets red documents (health, secrets, medical evidence), so they cannot stand in a
 * death-readiness pack. An emergency pack is made to carry directives about health.
 */
export function isPermittedTier(type: CaseType, { tier }: Pick<DocumentFacts, 'tier'>): boolean {
  return type === 'emergency_pack' || tier !== 'red';
}

/**
 * Attack: somebody who may see documents of several people puts one of them into another's case. Rule: a case holds documents of
 * its owner, and whoever acts by a grant handles none beyond the tiers of that grant. The vault decides too, but about the caller.
 */
export function isOfSubject({ principalId, tiers }: Subject, { ownerId, tier }: DocumentFacts): boolean {
  return ownerId === principalId && tiers.includes(tier);
}

/**
 * @param path of the field that named the document
 * @throws AppError NOT_FOUND for a document that is missing, foreign or hidden; BAD_USER_INPUT for its tier;
 *   DOCUMENT_NOT_AVAILABLE while it has no bytes
 */
export function assertAttachable(
  subject: Subject,
  type: CaseType,
  document: DocumentFacts | null | undefined,
  path: string,
): asserts document is AttachableDocument {
  if (document === null || document === undefined || !isOfSubject(subject, document)) throw new AppError('NOT_FOUND');
  if (!isPermittedTier(type, document)) {
    throw new AppError('BAD_USER_INPUT', {
      fields: { [path]: ['a document of tier RED cannot be in a pack for an executor nominee'] },
    });
  }
  if (document.version === null) throw new AppError('DOCUMENT_NOT_AVAILABLE');
}
