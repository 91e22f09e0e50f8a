import { reference } from './Case.ts';
import type { SlotView } from '../../domain/slots.ts';
import type { Reference } from './Case.ts';

/**
 * Who sees the slot is given the id. Whether they may see the document is for the vault to say: it resolves the reference as soon as
 * more than the id is asked for, or answers null.
 */
export const EvidenceSlot = {
  document: ({ documentId }: SlotView): Reference<'Document'> | null => reference('Document', documentId),
};
