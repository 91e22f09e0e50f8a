import { EntitySchema } from 'typeorm';
import { ownedColumns } from './columns.ts';
import type { Evidence } from '../../domain/case-types.ts';

export const EvidenceSlotEntity = new EntitySchema<Evidence>({
  name: 'EvidenceSlot',
  tableName: 'evidence_slot',
  columns: {
    ...ownedColumns,
    caseId: { name: 'case_id', type: 'uuid', primary: true },
    slot: { type: 'text', primary: true },
    documentId: { name: 'document_id', type: 'uuid' },
    addedAt: { name: 'added_at', type: 'timestamptz' },
  },
});
