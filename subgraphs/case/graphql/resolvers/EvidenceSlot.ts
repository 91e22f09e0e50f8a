import { reference } from './Case.ts';
import type { SlotView } from '../../domain/slots.ts';
import type { Reference } from './Case.ts';

/** Whether the caller may see the document is for the vault to say: it resolves the reference, or answers null. */
export const EvidenceSlot = {
  document: ({ documentId }: SlotView): Reference<'Document'> | null => reference('Document', documentId),
};
