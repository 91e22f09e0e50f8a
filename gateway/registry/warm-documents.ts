import type { Logger } from '#platform/logging';
import type { StoredDocument } from '../documents/document-store.ts';
import type { WarmDocuments } from './follow-registry.ts';

/** What is left of two seconds after the change was noticed and read. */
const WARM_MS = 800;

/**
 * Has documents planned before the list that has them becomes visible. A long list is not held back for its last plan: what is not planned
 * in time is planned while the list is in use.
 * @param rehearse plans one document. @returns what is wrong with it, if anything
 */
export function warmWithin(
  rehearse: (document: StoredDocument) => Promise<string | undefined>,
  logger: Logger,
  maxMs: number = WARM_MS,
): WarmDocuments {
  const warmAll = async (documents: readonly StoredDocument[]): Promise<void> => {
    for (const document of documents) {
      const problem = await rehearse(document);
      if (problem !== undefined) logger.warn({ document: document.id, problem }, 'a registered document cannot be run');
    }
  };
  return async (documents) => {
    if (documents.length === 0) return;
    const waited = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => {
      waited.resolve(undefined);
    }, maxMs);
    const warming = warmAll(documents).catch((error: unknown) => {
      logger.warn({ err: error }, 'registered documents were not planned beforehand');
    });
    await Promise.race([warming, waited.promise]);
    clearTimeout(timer);
  };
}
