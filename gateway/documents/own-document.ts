import type { DocumentStore } from './document-store.ts';

/** @returns id of a registered document that a page of ours runs @throws Error when it is not registered */
export function ownDocumentId(documents: Pick<DocumentStore, 'findByName'>, name: string): string {
  const document = documents.findByName('web', name);
  if (document === undefined) throw new Error(`a page needs the registered document ${name}`);
  return document.id;
}
